/** Stands in for react-devtools-core in the bundle: Ink loads it only when DEV=true, which a released program never is. */
export default { initialize() {}, connectToDevTools() {} };
