/** What was met and not opened, in sentences. */

/** Packets by what they are, as wire/unopened.ts counts them. */
export type NotOpened = readonly (readonly [what: string, packets: number])[];

/** "10 packets are GRE with protocol 0x88b5, which is not opened": most packets first. */
export const notOpenedSentences = (notOpened: NotOpened): string[] =>
  notOpened
    .toSorted(([, one], [, other]) => other - one)
    .map(([what, packets]) =>
      packets === 1
        ? `1 packet is ${what}, which is not opened`
        : `${packets.toLocaleString('en-US')} packets are ${what}, which is not opened`,
    );
