export type ResendScript = { readonly turns: readonly { readonly bytes: Uint8Array }[] };
export type ResendTiming = 'original' | 'as answers come';
