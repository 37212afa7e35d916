import { setTimeout as delay } from 'node:timers/promises';

const seconds = (n) => delay(n * 1000);
/** How long a supervisor takes to start what was killed. */
const RESTART_SECONDS = 3;
const CUT_SECONDS = 10;

const pick = (list, round) => list[round % list.length];
const others = (list, one) => list.filter((item) => item !== one);

async function killAndRestart(...programs) {
  await Promise.all(programs.map((program) => program.end()));
  await seconds(RESTART_SECONDS);
  for (const program of programs) program.start();
}

async function restartAllNats(lab, downSeconds) {
  await Promise.all(lab.nats.map((server) => server.end('SIGTERM')));
  await seconds(downSeconds);
  for (const server of lab.nats) server.start();
  return {};
}

async function cutAndHeal(lab, names, how = 'cut') {
  lab.network[how](...names);
  await seconds(CUT_SECONDS);
  lab.network.heal(...names);
}

/**
 * What is done to the cluster, what listeners should notice, and how much filler they may get: `filler` at edges that are
 * not named in the result's `apart`, `fillerApart` at those that are.
 */
export const faults = [
  {
    id: 'kill-owner', title: 'kill -9 of the owner', expected: 'nothing, or ≤ 1 s of filler', filler: 1,
    async make(lab) {
      const owner = await lab.owner();
      await killAndRestart(owner);
      return { who: owner.name };
    },
  },
  {
    id: 'kill-follower', title: 'kill -9 of a NATS follower', expected: 'nothing', filler: 0,
    async make(lab, round) {
      const follower = pick(others(lab.nats, await lab.leader()), round);
      const lines = lab.linesOf(await lab.owner())[follower.name];
      await killAndRestart(follower);
      return { who: follower.name, ownersLines: lines };
    },
  },
  {
    id: 'kill-leader', title: "kill -9 of JetStream's leader", expected: 'nothing', filler: 0,
    async make(lab) {
      const leader = await lab.leader();
      const lines = lab.linesOf(await lab.owner())[leader.name];
      await killAndRestart(leader);
      return { who: leader.name, ownersLines: lines };
    },
  },
  {
    id: 'cut-owner', title: `owner cut off for ${CUT_SECONDS} s, healed`, expected: 'nothing, or ≤ 1 s of filler', filler: 1,
    async make(lab) {
      const owner = await lab.owner();
      await cutAndHeal(lab, [owner.host]);
      return { who: owner.name };
    },
  },
  {
    id: 'cut-edge', title: `an edge cut off for ${CUT_SECONDS} s, healed`, expected: 'others nothing; at that edge filler, then the programme where it is by then', filler: 0, fillerApart: CUT_SECONDS + 4,
    async make(lab, round) {
      const edge = pick(lab.edges, round);
      await cutAndHeal(lab, [edge.host]);
      return { who: edge.name, apart: [edge.name] };
    },
  },
  {
    id: 'split', title: `owner, a NATS server and an edge on a side of their own for ${CUT_SECONDS} s, healed`,
    expected: 'that edge keeps its owner; the others ≤ 1 s of filler, or ≤ 10 s when JetStream lost its leader; then the higher epoch', filler: 10, fillerApart: 4,
    async make(lab, round) {
      const owner = await lab.owner();
      const lines = lab.linesOf(owner);
      const server = lab.nats.toSorted((a, b) => lines[b.name] - lines[a.name])[0];
      const edge = pick(lab.edges, round);
      const isLeader = (await lab.leader()) === server;
      await cutAndHeal(lab, [owner.host, server.host, edge.host], 'split');
      return { who: `${owner.name}, ${server.name}${isLeader ? ' (leader)' : ''}, ${edge.name}`, apart: [edge.name], isLeader };
    },
  },
  { id: 'restart-nats-2', title: 'all NATS servers down for 2 s', expected: 'nothing', filler: 0, make: (lab) => restartAllNats(lab, 2) },
  { id: 'restart-nats-8', title: 'all NATS servers down for 8 s', expected: 'filler, then the programme where it is by then', filler: 12, make: (lab) => restartAllNats(lab, 8) },
  {
    id: 'owner-and-leader', title: 'kill -9 of owner and leader together', expected: 'filler until there is a leader, ≤ 10 s', filler: 10,
    async make(lab) {
      const [owner, leader] = [await lab.owner(), await lab.leader()];
      await Promise.all([owner.end(), leader.end()]);
      // Long enough that nobody but the standby can help.
      await seconds(15);
      for (const program of [leader, owner]) program.start();
      return { who: `${owner.name}, ${leader.name}` };
    },
  },
];
