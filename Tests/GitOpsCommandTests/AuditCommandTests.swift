import Foundation
import Testing

@Suite("gitops audit")
struct AuditCommandTests {
    @Test(
        "a trail is exported, holds, and names the first line that was changed",
        arguments: ["jsonl", "jsonlines", "csv"])
    func trail(format: String) throws {
        let shop = try HistoryCommandTests.shop()
        let export = try shop.gitops("audit", "export", "--output", format)
        #expect(export.status == 0, "\(export.errors)")
        #expect(!export.output.contains("hunter") && export.output.contains("changed stringData.password"))
        #expect(export.output.contains("unsigned"))
        try shop.folder.write("trail", export.output)
        let head = try #require(export.errors.split(whereSeparator: { $0 == " " || $0 == "\n" }).last.map(String.init))
        let verified = try shop.gitops("audit", "verify", "trail", "--expect", head)
        #expect(verified.status == 0 && verified.output.contains("6 records hold"))
        #expect(try shop.gitops("audit", "verify", "trail", "--expect", String(head.reversed())).status == 1)
        for hash in ["", "12", String(head.dropLast()), head + "0", String(repeating: "g", count: 64)] {
            #expect(try shop.gitops("audit", "verify", "trail", "--expect", hash).status == 64, "\(hash)")
        }
        try shop.folder.write("trail", export.output.replacingOccurrences(of: "Update", with: "Uptade"))
        let broken = try shop.gitops("audit", "verify", "trail")
        #expect(broken.status == 1 && broken.output.contains("line \(format == "csv" ? 5 : 4): it was changed"))
        #expect(try shop.gitops("audit", "verify", "none").status == 2)
    }

    @Test("a range, its signers and the verdicts of a policy")
    func policy() throws {
        let shop = try HistoryCommandTests.shop()
        let range = try shop.gitops("audit", "export", "HEAD~1..HEAD")
        #expect(range.status == 0 && range.output.split(separator: "\n").count == 3)
        try shop.folder.write("policy.yaml", "walk: all\nsignatures: none\nrewrites: refused\n")
        let judged = try shop.gitops("audit", "export", "HEAD~1..HEAD", "--policy", "policy.yaml")
        #expect(judged.status == 0, "\(judged.errors)")
        #expect(judged.output.contains(#""policy":"accepted","policyReason":"signature-not-required""#))
        #expect(try shop.gitops("audit", "export", "--policy", "none.yaml").status == 2)
        #expect(try shop.gitops("audit", "export", "nowhere").status == 2)
    }

    @Test("a trail has the verdict on the whole, which is about no single commit")
    func history() throws {
        let shop = try HistoryCommandTests.shop()
        try shop.git("checkout", "-q", "-b", "other", "HEAD~2")
        let other = try shop.commit("Aside", ["x.yaml": "a: b\n"])
        try shop.git("checkout", "-q", "main")
        try shop.folder.write("policy.yaml", "baseline: \(other)\nwalk: all\nsignatures: none\nsignOff: anyone\n")
        #expect(try shop.gitops("verify", "HEAD~1..HEAD", "--policy", "policy.yaml").status == 1)
        let trail = try shop.gitops("audit", "export", "HEAD~1..HEAD", "--policy", "policy.yaml")
        let first = try #require(trail.output.split(separator: "\n").first)
        #expect(first.contains(#""policy":"rejected""#) && first.contains("history-rewritten"), "\(trail.output)")
    }

    @Test("a commit that has not the content its name says is not told as accepted")
    func wrongContent() throws {
        let shop = try HistoryCommandTests.shop()
        try shop.folder.write("policy.yaml", "walk: all\nsignatures: none\nrewrites: refused\n")
        let files = try ["HEAD", "HEAD~1"].map { revision in
            let id = try shop.git("rev-parse", revision)
            return "\(shop.path)/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))"
        }
        try FileManager.default.removeItem(atPath: files[0])
        try FileManager.default.copyItem(atPath: files[1], toPath: files[0])
        #expect(try shop.gitops("verify", "HEAD~1..HEAD", "--policy", "policy.yaml").status != 0)
        let trail = try shop.gitops("audit", "export", "HEAD~1..HEAD", "--policy", "policy.yaml")
        #expect(trail.status == 2 && !trail.output.contains("accepted"), "\(trail.output)")
        #expect(trail.errors.contains("is not what its name says"), "\(trail.errors)")
    }
}
