/**
 * The three functions of the Reflect Metadata proposal that @peculiar/x509's dependency injection looks for when it is
 * loaded (https://rbuckton.github.io/reflect-metadata/). Import before @peculiar/x509.
 */
const metadata = new WeakMap<object, Map<unknown, unknown>>();

const own = (key: unknown, target: object): unknown => metadata.get(target)?.get(key);

Object.assign(Reflect, {
  getMetadata: own,
  getOwnMetadata: own,
  defineMetadata(key: unknown, value: unknown, target: object): void {
    const known = metadata.get(target) ?? new Map<unknown, unknown>();
    metadata.set(target, known.set(key, value));
  },
});
