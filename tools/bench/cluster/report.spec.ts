import { summaryOf } from './report.mjs';

const fault = { id: 'cut-edge', title: 'an edge cut off', expected: 'filler there' };
const result = (over: object) => ({
  fault: 'cut-edge', listeners: 9, socketsLost: 0, fillerSeconds: 0, missing: 0, repeated: 0, trackJumpSeconds: 0, mixed: 0,
  leastHeldSeconds: 3, largestStepDbfs: -44, wellAfterSeconds: 2, wrong: [] as string[], ...over,
});

it('tells the worst of all rounds, and how many went as expected', () => {
  const rounds = [
    result({ fillerApartSeconds: 11.8, leastHeldSeconds: 1.2 }),
    result({ socketsLost: 1, mixed: 2, largestStepDbfs: -29, wrong: ['a socket closed'] }),
    result({ fillerApartSeconds: 9, leastHeldSeconds: -0.5, wrong: ['a player ran dry'] }),
  ];
  expect(summaryOf([fault], rounds)).toEqual([
    expect.objectContaining({ times: 3, listeners: 27, socketsLost: 1, fillerApartSeconds: 11.8, mixed: 2, leastHeldSeconds: -0.5, largestStepDbfs: -29, failed: 2 }),
  ]);
});

it('leaves out what was not tried', () => {
  expect(summaryOf([fault, { ...fault, id: 'split' }], [result({})]).map((row: { fault: string }) => row.fault)).toEqual(['cut-edge']);
});
