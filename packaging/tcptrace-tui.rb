# Homebrew formula; the release fills in the address of the tarball that `npm pack` makes, and its hash.
class TcptraceTui < Formula
  desc "Explore what TCP connections did, from a capture or through a live proxy"
  homepage "https://github.com/tcptrace-tui/tcptrace-tui"
  url "https://registry.npmjs.org/tcptrace-tui/-/tcptrace-tui-@VERSION@.tgz"
  sha256 "@SHA256@"
  license "MIT"

  depends_on "node"

  def install
    system "npm", "install", *std_npm_args
    bin.install_symlink libexec.glob("bin/*")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/tcptrace-tui --version")
  end
end
