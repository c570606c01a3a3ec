# nix-build packaging   (npmDepsHash: what nix-prefetch-npm-deps package-lock.json prints; Nix names it when it differs)
{ pkgs ? import <nixpkgs> { } }:

pkgs.buildNpmPackage {
  pname = "tcptrace-tui";
  version = (pkgs.lib.importJSON ../package.json).version;
  src = pkgs.lib.cleanSource ../.;
  npmDepsHash = pkgs.lib.fakeHash;
  nodejs = pkgs.nodejs_24;
  meta = {
    description = "Explore what TCP connections did, from a capture or through a live proxy";
    license = pkgs.lib.licenses.mit;
    mainProgram = "tcptrace-tui";
  };
}
