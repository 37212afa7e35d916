import fc from 'fast-check';
import { parseProcNetTcp } from './parse-proc-net-tcp';

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:1F45 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1207 1 00000000bb6d7456 100 0 0 10 0
   1: 0100007F:1F45 0100007F:9C42 01 0004A1B2:00000000 04:0000001E 00000000     0        0 4711 2 00000000bb6d7457 20 4 30 10 -1
   2: 0100007F:1F45 0200A8C0:9C43 01 00000010:00000000 04:0000001E 00000000     0        0 4712 2 00000000bb6d7457 20 4 30 10 -1
   3: 0100007F:1F46 0100007F:9C44 01 0004A1B2:00000000 04:0000001E 00000000     0        0 4713 2 00000000bb6d7457 20 4 30 10 -1
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue
   0: 00000000000000000000000001000000:1F45 00000000000000000000000001000000:C350 01 00010000:00000000 04:00
   1: 0000000000000000FFFF00000100007F:1F45 0000000000000000FFFF00000100007F:C351 08 00010001:00000000 04:00
   2: 0000000000000000FFFF00000100007F:1F45 B80D01200000000067452301EFCDAB89:C352 01 00010002:00000000 04:00
`;

describe('parseProcNetTcp', () => {
  it('finds connections of the port with much unsent', () => {
    expect(parseProcNetTcp(TCP, 8005, 1_000)).toEqual([{ remoteAddress: '127.0.0.1', remotePort: 40_002, bytes: 0x4a1b2 }]);
    expect(parseProcNetTcp(TCP, 8005, 1)).toHaveLength(2);
  });

  it('tells addresses as Node does', () => {
    expect(parseProcNetTcp(TCP6, 8005, 1).map(({ remoteAddress }) => remoteAddress)).toEqual(['::1', '::ffff:127.0.0.1', '2001:db8::123:4567:89ab:cdef']);
  });

  it('passes over lines that are none', () => {
    fc.assert(fc.property(fc.string(), fc.integer({ min: 0, max: 200 }), (junk, cut) => {
      expect(() => parseProcNetTcp(`${junk}\n${TCP6.slice(0, cut)}`, 8005, 0)).not.toThrow();
    }));
  });
});
