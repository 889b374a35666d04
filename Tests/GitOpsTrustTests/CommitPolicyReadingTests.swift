import Foundation
import GitOpsManifest
import GitOpsRepository
import GitOpsTestSupport
import Testing

@testable import GitOpsTrust

@Suite("reading commit policies")
struct CommitPolicyReadingTests {
    private static let key = TestKeys.sshEd25519.trimmingCharacters(in: .whitespacesAndNewlines)

    /// The beginning of a policy, eight lines long.
    private static let keys = """
        keys:
          ssh:
            - text: |
                ada@example.com \(key)
        signers:
          - {name: ada, identities: [ada@example.com]}
          - name: bob
            keys: [SHA256:0123456789012345678901234567890123456789012]

        """

    private static func errors(_ text: String) -> [String] {
        do {
            _ = try CommitPolicy(SourceText(text, name: "p.yaml"))
            return []
        } catch { return error.problems.map(\.description) }
    }

    @Test(
        "an error names its place and the nearest name",
        arguments: [
            ("walks: all\n", "p.yaml:9:1: there is no field \"walks\"; did you mean walk?"),
            ("walk: firstparent\n", "p.yaml:9:7: walk cannot be \"firstparent\"; did you mean firstParent?"),
            ("walk: 3\n", "p.yaml:9:7: walk must be one of all, firstParent, head, none"),
            ("tag: never\n", "p.yaml:9:6: tag cannot be \"never\"; write ignored, verified, required, instead"),
            (
                "baseline: main\n",
                "p.yaml:9:11: \"main\" is no whole name of a commit; write all 40 digits, which nobody can move"
            ),
            ("baseline: 12\n", "p.yaml:9:11: baseline must be the 40 digits of a commit, quoted"),
            (
                "paths:\n  - {paths: [a/], signers: [bop]}\n",
                "p.yaml:10:29: there is no signer \"bop\"; did you mean bob?"
            ),
            (
                "paths:\n  - {paths: [a/], signers: [zoe]}\n",
                "p.yaml:10:29: there is no signer \"zoe\"; add one to signers"
            ),
            (
                "paths:\n  - {paths: [a/], signers: [ada], count: 2}\n",
                "p.yaml:10:42: count is 2 and the rule names 1 signers; write a number from 1 to 1"
            ),
            (
                "paths:\n  - {paths: [a/], signers: [ada, ada], count: 2}\n",
                "p.yaml:10:47: count is 2 and the rule names 1 signers; write a number from 1 to 1"
            ),
            (
                "paths:\n  - {paths: [a/], signers: [ada], count: 0}\n",
                "p.yaml:10:42: count is 0 and the rule names 1 signers; write a number from 1 to 1"
            ),
            (
                "paths:\n  - {paths: ['!a'], signers: [ada]}\n",
                "p.yaml:10:14: the pattern \"!a\" matches nothing; write one as in .gitignore, without ! in front and "
                    + "without empty parts, . and .."
            ),
            (
                "paths:\n  - {paths: ['a['], signers: [ada]}\n",
                "p.yaml:10:14: the pattern \"a[\" matches nothing; write one as in .gitignore, without ! in front and "
                    + "without empty parts, . and .."
            ),
            ("paths:\n  - {signers: [ada]}\n", "p.yaml:10:5: paths is missing; write it"),
            ("paths: []\n", "p.yaml:9:8: paths must be a list that is not empty"),
            (
                "identity: {bind: author, accept: []}\n",
                "p.yaml:9:26: there is no field \"accept\"; did you mean except?"
            ),
            ("identity: {except: [ada]}\n", "p.yaml:9:11: identity.bind is missing; write it"),
            ("mainline: {}\n", "p.yaml:9:11: mainline.merges or mainline.signers is missing; write it"),
            ("seals: {}\n", "p.yaml:9:8: trailer is missing; write it"),
            (
                "exempt:\n  - {commit: abc, reason: x}\n",
                "p.yaml:10:14: \"abc\" is no whole name of a commit; write all 40 digits, which nobody can move"
            ),
            ("exempt:\n  - {commit: 'abc'}\n", "p.yaml:10:5: reason is missing; write it"),
            (
                "signatures: none\n",
                "p.yaml:9:13: the policy asks for nothing, so that everything would pass; write a rule such as paths, "
                    + "or walk: none"
            ),
            ("signOff: yes please\n", "p.yaml:9:10: signOff cannot be \"yes please\"; write author, anyone"),
            ("rewrites: allow\n", "p.yaml:9:11: rewrites cannot be \"allow\"; did you mean allowed?"),
        ])
    func places(_ more: String, _ expected: String) {
        #expect(Self.errors(Self.keys + more).contains(expected), "\(Self.errors(Self.keys + more))")
    }

    @Test(
        "keys and signers that cannot be meant are errors",
        arguments: [
            ("{}", "p.yaml:1:1: keys is missing; write it"),
            ("keys: {}", "p.yaml:1:7: ssh, openPGP or x509 is missing; write it"),
            ("keys: {ssh: [{file: nowhere, text: x}]}", "p.yaml:1:14: write one of file and text"),
            (
                "keys: {ssh: [{file: /nowhere/keys}]}",
                "p.yaml:1:21: the keys cannot be used: /nowhere/keys: the file cannot be read"
            ),
            (
                "keys: {ssh: [{text: ada nonsense}]}",
                "p.yaml:1:21: the keys cannot be used: text:1:5: 'nonsense' is no option"
            ),
            ("keys: {openPGP: [{text: nonsense}]}", "p.yaml:1:25: the keys cannot be used: "),
            ("keys: {x509: {roots: [{text: x}]}}", "p.yaml:1:14: x509.identities is missing; write it"),
            ("keys: {x509: {identities: [{subject: a}]}}", "p.yaml:1:14: x509.roots is missing; write it"),
            ("[]", "p.yaml:1:1: the policy must be an object with "),
            ("walk: [", "p.yaml"),
            ("walk: all\nwalk: none\n", "p.yaml"),
        ])
    func keys(_ text: String, _ expected: String) {
        #expect(Self.errors(text).contains { $0.hasPrefix(expected) }, "\(Self.errors(text))")
    }

    @Test(
        "no two signers share a name, an identity or a key, and fingerprints are whole",
        arguments: [
            "  - {name: ada, identities: [other@example.com]}", "  - {name: cyd, identities: [ada@example.com]}",
            "  - {name: cyd, keys: ['SHA256:0123456789012345678901234567890123456789012']}",
        ])
    func repeated(_ line: String) {
        #expect(Self.errors(Self.keys + line + "\n").contains { $0.contains("belongs to two signers") })
    }

    @Test("fingerprints are whole", arguments: ["0123456789ABCDEF", "SHA256:abc", "SHA1:0123", "zz"])
    func fingerprints(_ text: String) {
        let errors = Self.errors(Self.keys + "  - {name: cyd, keys: ['\(text)']}\n")
        #expect(errors.contains { $0.hasPrefix("p.yaml:9:") && $0.contains("is no fingerprint") }, "\(errors)")
    }

    @Test("all errors are told at once, in the order of the text")
    func several() {
        let errors = Self.errors(Self.keys + "walks: 1\ntag: x\nsignOff: y\n")
        #expect(errors.map { $0.prefix(8) } == ["p.yaml:9", "p.yaml:1", "p.yaml:1"])
    }

    @Test("the policy of the documentation is one, but for the files that are not there")
    func documented() throws {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        let article = folder.appendingPathComponent("Sources/GitOpsTrust/GitOpsTrust.docc/CommitPolicies.md")
        let text = try String(contentsOf: article, encoding: .utf8)
        let start = try #require(text.range(of: "```yaml\n"))
        let end = try #require(text.range(of: "```\n", range: start.upperBound..<text.endIndex))
        do {
            _ = try CommitPolicy(SourceText(String(text[start.upperBound..<end.lowerBound]), name: "p.yaml"))
            Issue.record("the files are not there")
        } catch {
            for problem in error.problems {
                guard case .unreadableKeys = problem.reason else {
                    Issue.record("\(error)")
                    continue
                }
            }
        }
    }

    @Test(
        "a policy without signatures asks for something else",
        arguments: [
            ("", false), ("mainline: {merges: optional, signers: []}\n", false), ("seals: {trailer: Seal}\n", false),
            ("rewrites: allowed\n", false), ("tag: ignored\n", false), ("walk: head\n", false),
            ("walk: none\n", true), ("rewrites: refused\n", true), ("tag: verified\n", true),
            ("signOff: author\n", true),
            ("mainline: {merges: required}\n", true), ("identity: {bind: author}\n", true),
            ("paths: [{paths: [a/], signers: [ada]}]\n", true),
            ("baseline: '0123456789012345678901234567890123456789'\n", true),
        ])
    func asking(_ more: String, _ asks: Bool) {
        #expect(Self.errors(Self.keys + "signatures: none\n" + more).isEmpty == asks)
    }

    @Test("files with keys are looked for beside the policy")
    func files() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("ada@example.com \(Self.key)\n".utf8), to: "allowed")
        try folder.write(Array(TestKeys.beaKey.utf8), to: "bea.asc")
        let path = try folder.write(
            Array("keys:\n  ssh: [{file: allowed}]\n  openPGP: [{file: bea.asc}]\n".utf8), to: "policy.yaml")
        let policy = try CommitPolicy(contentsOf: path)
        #expect(policy.trust.allowedSigners.entries.count == 1)
        #expect(policy.trust.openPGPKeys.keys.count == 1)
        #expect(throws: CommitPolicyError.self) { try CommitPolicy(contentsOf: folder.path + "/nothing.yaml") }
    }

    @Test("a policy with every field is read as it is written")
    func everything() throws {
        let policy = try CommitPolicy(
            SourceText(
                Self.keys + """
                    baseline: '0123456789012345678901234567890123456789'
                    walk: firstParent
                    signatures: merged
                    tag: verified
                    countersignatures: [merge, tag]
                    paths:
                      - {paths: [a/, 'b*'], signers: [ada, bob], count: 2}
                    identity: {bind: [author], except: [bob]}
                    signOff: author
                    mainline: {merges: required, signers: [bob]}
                    seals: {trailer: Seal, signers: [ada]}
                    rewrites: allowed
                    exempt: [{commit: '0123456789012345678901234567890123456789', reason: old}]

                    """))
        #expect(policy.baseline?.abbreviated == "012345678901")
        #expect((policy.walk, policy.signatures, policy.tag) == (.firstParent, .merged, .verified))
        #expect(policy.countersignatures == [.merge, .tag])
        #expect(policy.paths.map(\.count) == [2])
        #expect(policy.boundIdentities == [.author])
        #expect(policy.signersForOthers == ["bob"])
        #expect(policy.signOff == .author)
        #expect(policy.mainline == CommitPolicy.MainlineRule(requiresMerges: true, signers: ["bob"]))
        #expect(policy.seals == CommitPolicy.SealRule(trailer: "Seal", signers: ["ada"]))
        #expect(policy.allowsRewrites)
        #expect(policy.exemptions.map(\.reason) == ["old"])
    }

    @Test("damaged policies are errors or policies, never a crash")
    func damaged() {
        let text = Array((Self.keys + "paths:\n  - {paths: [a/], signers: [ada, bob], count: 2}\nwalk: all\n").utf8)
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<400 {
            var bytes = text
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...127, using: &generator)
            }
            do { _ = try CommitPolicy(SourceText(bytes, name: "p.yaml")) } catch { #expect(!error.problems.isEmpty) }
        }
    }

    @Test(
        "patterns match files and everything in folders",
        arguments: [
            ("production/", "production/a/b.yaml", true), ("production", "production/a.yaml", true),
            ("production/**", "production/a.yaml", true), ("*.key", "a/b/c.key", true),
            ("apps/*/rbac.yaml", "apps/web/rbac.yaml", true), ("/apps", "x/apps/a", false),
            ("production/", "production", true), ("prod", "production/a", false),
            ("production/", "Production/a", false), ("e\u{301}/", "\u{E9}/a", false),
            ("secret?.key", "a/secretX.key", true),
            ("apps/**/rbac.yaml", "apps/rbac.yaml", true), ("apps/**/rbac.yaml", "apps/a/b/rbac.yaml/c", true),
            ("apps/**/rbac.yaml", "apps/a/b/role.yaml", false), ("a/b", "a", true), ("a/b", "a/c", false),
            ("a/*/b", "a", true), ("a/*/b", "a/x", false), ("**", "a/b", true), ("/**/b/", "a/b/c", true),
        ])
    func patterns(_ pattern: String, _ path: String, _ matches: Bool) {
        #expect(PathRule(patterns: [GlobPattern(pattern)], signers: []).matches(path) == matches)
    }

    @Test(
        "patterns that match nothing are errors at their places",
        arguments: [
            "./clusters/", "clusters//live/", "clusters/./live/", "clusters/../live", "..", "//a", "a//", " ", "/",
            "a/\\./b", "a\\",
        ])
    func impossiblePatterns(_ pattern: String) {
        let errors = Self.errors(Self.keys + "paths:\n  - {paths: [fine/, '\(pattern)'], signers: [ada]}\n")
        #expect(
            errors == [
                "p.yaml:10:21: the pattern \"\(pattern)\" matches nothing; write one as in .gitignore, without ! in "
                    + "front and without empty parts, . and .."
            ])
    }

    @Test("blanks at the end of a pattern count where a backslash is before them, as in .gitignore")
    func trailingBlanks() throws {
        let policy = try CommitPolicy(
            SourceText(Self.keys + "paths:\n  - {paths: ['live/  ', 'a\\  ', '.../x', '..a', ' b'], signers: [ada]}\n"))
        #expect(policy.paths.map { $0.patterns.map(\.text) } == [["live/", "a\\ ", ".../x", "..a", " b"]])
    }
}
