import { expect, test } from 'vitest';
import { asRow } from '../../source/connection/numbering.ts';
import { sessionOf } from './sessions.ts';

const HOSTS = 'a 10.0.0.1:1000\nb 10.0.0.2:80\n';
const OPENED = '0 a > b S\n0.01 b > a S. ack 1\n0.02 a > b . ack 1\n';

test.each([
  ['syn!', '0 a > b S'],
  ['ref<', '0 a > b S\n1 b > a R. ack 1'],
  ['open', OPENED],
  ['open', '0 a > b P. "in the middle" ack 1'],
  ['fin>', `${OPENED}1 a > b F. ack 1`],
  ['fin<', `${OPENED}1 b > a F. ack 1`],
  ['ok', `${OPENED}1 b > a F. ack 1\n2 a > b F. ack 2\n3 b > a . ack 2`],
  ['rst>', `${OPENED}1 a > b R. ack 1`],
  ['rst<', `${OPENED}1 b > a R. ack 1`],
  ['rst', `${OPENED}1 b > a R. ack 1\n1.1 a > b R. ack 1`],
])('%s', async (ending, segments) => {
  const session = await sessionOf(`${HOSTS}${segments}\n`);
  expect(session.ending(asRow(0))).toBe(ending);
});
