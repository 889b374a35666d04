import Foundation
import GitOpsManifest
import GitOpsRepository
import GitOpsTestSupport
import GitOpsTrust
import Testing

@testable import GitOpsHistory

@Suite("The audit trail")
struct AuditTests {
    private static func map(_ name: String, _ data: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {\(data)}\n"
    }

    private static func secret(_ value: String) -> String {
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: \(value)}\n"
    }

    private static func trail(_ fixture: HistoryFixture, since base: Int? = nil) throws -> AuditTrail {
        let history = try ResourceHistory(
            of: try fixture.repository(), at: fixture.ids[fixture.ids.count - 1],
            options: HistoryOptions(storage: .none))
        return try AuditTrail(of: history, since: base.map { fixture.ids[$0] })
    }

    /// A branch and its merge, a commit without documents, a move, and a Secret.
    private static func shop() throws -> HistoryFixture {
        try HistoryFixture([
            .init(files: ["a.yaml": map("web", "a: x")], parents: []),
            .init(files: ["a.yaml": map("web", "a: y"), "s.yaml": secret("hunter2")], parents: [0]),
            .init(files: ["a.yaml": map("web", "a: x"), "README": "x"], parents: [0]),
            .init(files: ["a.yaml": map("web", "a: y"), "s.yaml": secret("hunter2"), "README": "x"], parents: [2, 1]),
            .init(
                files: ["b/a.yaml": map("web", "a: y, b: 'z'"), "s.yaml": secret("hunter3"), "README": "x"],
                parents: [3]),
        ])
    }

    @Test("every commit is accounted for, with its change, its fields and how it was merged")
    func records() throws {
        let fixture = try Self.shop()
        let texts = try Self.trail(fixture).records.map { record in
            let commit = fixture.ids.firstIndex(of: record.commit.id) ?? -1
            let change = record.entry.map { "\($0.change) \($0.place.path)" } ?? "-"
            return "\(commit) \(Self.text(record.merge, fixture)) \(record.signature?.code ?? "-") \(change) "
                + record.fields.map { "\($0.change) \($0.path)" }.joined(separator: ",")
        }
        #expect(
            texts == [
                "0 direct unsigned added a.yaml ",
                "1 branch 3 unsigned modified a.yaml changed data.a",
                "1 branch 3 unsigned added s.yaml ",
                "2 direct unsigned - ",
                "3 merge unsigned - ",
                "4 direct unsigned moved b/a.yaml added data.b",
                "4 direct unsigned modified s.yaml changed stringData.password",
            ])
        #expect(try Self.trail(fixture, since: 3).records.count == 2)
        #expect(try Self.trail(fixture, since: 1).records.count == 4)
    }

    @Test("a resource that is readable again is compared with the last version that could be read")
    func readableAgain() throws {
        let broken = "kind: [\n"
        func web(_ data: String) -> String { Self.map("web", data) }
        let fixture = try HistoryFixture([
            ["a.yaml": web("a: x, c: z")], ["a.yaml": broken], ["a.yaml": broken + "# again\n"],
            ["a.yaml": web("a: y, c: z")], ["a.yaml": broken], ["a.yaml": web("a: y, c: z")],
            ["b.yaml": web("a: y, c: z")], ["a.yaml": broken, "b.yaml": web("a: y, c: z")],
            ["a.yaml": Self.map("new", "a: x"), "b.yaml": web("a: y, c: z")],
        ])
        let trail = try Self.trail(fixture)
        let found = trail.records.compactMap { record -> String? in
            guard let entry = record.entry, case .resource = entry.subject else { return nil }
            let commit = fixture.ids.firstIndex(of: entry.commit) ?? -1
            return "\(commit) \(entry.change) \(entry.changesValue) \(entry.mayBeOlder) "
                + record.fields.map { "\($0.change) \($0.path)" }.joined(separator: ",")
        }
        #expect(
            found == [
                "0 added true false ", "1 becameUnreadable false false ", "3 readableAgain true true changed data.a",
                "4 becameUnreadable false false ", "5 readableAgain false true ", "6 moved false false ",
                // What was never there before cannot be compared.
                "8 readableAgain true true ",
            ])
        #expect(trail.unreadableEntries.count == 4)
        let lines = trail.text(.jsonlines).split(separator: "\n").filter { $0.contains("readableAgain") }
        #expect(lines.count == 3 && lines.allSatisfy { $0.contains(#""mayBeOlder":true"#) })
        #expect(lines.first?.contains(#""fields":["changed data.a"]"#) == true)
    }

    @Test("a resource that is readable again after a merge is compared along the first parents")
    func readableAgainAfterMerge() throws {
        let broken = "kind: [\n"
        func web(_ data: String) -> String { Self.map("web", data) }
        let fixture = try HistoryFixture([
            .init(files: ["a.yaml": web("a: x")], parents: []),
            .init(files: ["a.yaml": broken], parents: [0]),
            .init(files: ["a.yaml": web("a: x"), "README": "x"], parents: [0]),
            .init(files: ["a.yaml": broken, "README": "x"], parents: [1, 2]),
            .init(files: ["a.yaml": web("a: x, b: z"), "README": "x"], parents: [3]),
        ])
        let record = try #require(try Self.trail(fixture).records.last { $0.entry?.change == .readableAgain })
        #expect(record.fields.map { "\($0.change) \($0.path)" } == ["added data.b"])
    }

    private static func text(_ merge: AuditRecord.Merge, _ fixture: HistoryFixture) -> String {
        switch merge {
        case .direct: "direct"
        case .merge: "merge"
        case .branch(let id): "branch \(fixture.ids.firstIndex(of: id) ?? -1)"
        case .unknown: "unknown"
        }
    }

    @Test("both forms hold, are the same each time, and have no value", arguments: AuditTrail.Format.allCases)
    func forms(format: AuditTrail.Format) throws {
        let fixture = try Self.shop()
        let text = try Self.trail(fixture).text(format)
        #expect(try Self.trail(fixture).text(format) == text)
        #expect(!text.contains("hunter") && !text.contains("\"y\""))
        let verification = AuditVerification(SourceText(text, name: "trail"))
        #expect(verification.failure == nil && verification.records == 7)
        #expect(AuditVerification(SourceText(text, name: ""), expecting: verification.head).failure == nil)
        let other = AuditVerification(SourceText(text, name: ""), expecting: String(repeating: "0", count: 64))
        #expect(other.failure?.problem == .otherHead)
        let lines = text.split(separator: format == .jsonlines ? "\n" : "\r\n")
        #expect(lines.count == (format == .jsonlines ? 8 : 9))
        if format == .jsonlines {
            for line in lines { _ = try Document(json: String(line)) }
        }
    }

    @Test("the trail does not depend on how the index came to be", arguments: [UInt64(1), 2, 3, 4, 5])
    func deterministic(seed: UInt64) throws {
        let fixture = try HistoryFixture(HistoryGenerator.commits(seed: seed))
        let whole = try Self.trail(fixture).text(.jsonlines)
        var history = try ResourceHistory(
            of: try fixture.repository(), at: fixture.ids[0], options: HistoryOptions(storage: .none))
        var random = SeededGenerator(seed: seed)
        for id in fixture.ids.shuffled(using: &random) { try history.advance(to: id) }
        try history.advance(to: fixture.ids[fixture.ids.count - 1])
        #expect(try AuditTrail(of: history).text(.jsonlines) == whole, "seed \(seed)")
        let commits = Set(try AuditTrail(of: history).records.map(\.commit.id))
        let expected = try fixture.git("rev-list", "main").split(separator: "\n").compactMap { ObjectID(String($0)) }
        #expect(commits == Set(expected), "seed \(seed)")
        for base in [3, 7] where base < fixture.ids.count {
            let range = try fixture.git("rev-list", "\(fixture.ids[base])..main")
            let found = Set(try AuditTrail(of: history, since: fixture.ids[base]).records.map(\.commit.id))
            #expect(found == Set(range.split(separator: "\n").compactMap { ObjectID(String($0)) }), "seed \(seed)")
        }
    }

    @Test("the first broken line is named, whatever is done to a trail", arguments: AuditTrail.Format.allCases)
    func broken(format: AuditTrail.Format) throws {
        let text = try Self.trail(try Self.shop()).text(format)
        let end = format == .jsonlines ? "\n" : "\r\n"
        let lines = text.split(separator: end).map { String($0) + end }
        let first = format == .jsonlines ? 1 : 2
        func failure(_ lines: [String]) -> AuditVerification.Failure? {
            AuditVerification(SourceText(lines.joined(), name: "")).failure
        }
        #expect(failure(lines) == nil)
        for position in lines.indices {
            var changed = lines
            let middle = changed[position].index(changed[position].startIndex, offsetBy: 9)
            changed[position].insert("x", at: middle)
            #expect(failure(changed)?.line == (position == 0 && format == .csv ? 1 : position + 1), "\(position)")
            guard position >= first else { continue }
            var dropped = lines
            dropped.remove(at: position)
            #expect(failure(dropped)?.line == position + 1, "without \(position)")
            guard position + 1 < lines.count else { continue }
            var swapped = lines
            swapped.swapAt(position, position + 1)
            #expect(failure(swapped) == .init(line: position + 1, problem: .chain(.otherPrevious)))
        }
        #expect(failure(Array(lines.dropLast()))?.problem == .otherCount(expected: 7))
        #expect(failure([])?.problem == .notATrail)
        #expect(failure([String(text.dropLast(end.count))])?.problem == .chain(.malformed))
        let bytes = Array(text.utf8)
        var random = SeededGenerator(seed: 99)
        for _ in 0..<2_000 {
            var mutated = bytes
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                let place = Int.random(in: 0..<mutated.count, using: &random)
                mutated[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: mutated.remove(at: Int.random(in: 0..<mutated.count, using: &random))
            default:
                mutated.insert(
                    UInt8.random(in: 32..<127, using: &random), at: Int.random(in: 0..<mutated.count, using: &random))
            }
            #expect(mutated == bytes || AuditVerification(SourceText(mutated, name: "")).failure != nil)
        }
    }

    @Test("names that are formulas or have line ends are one harmless field")
    func hostile() throws {
        let fixture = try HistoryFixture([["=a.yaml": Self.map("web", "a: x")]])
        let folder = fixture.path
        let id = fixture.ids[0]
        let commit = try HistoryFixture.git(
            [
                "-c", "user.name=@SUM(1)", "-c", "user.email=e,\"e@example.com", "commit-tree", "\(id)^{tree}", "-m",
                "=1+1",
            ],
            in: folder)
        let name = try #require(ObjectID(commit.trimmingCharacters(in: .whitespacesAndNewlines)))
        let history = try ResourceHistory(
            of: try fixture.repository(), at: name, options: HistoryOptions(storage: .none))
        let text = try AuditTrail(of: history).text(.csv)
        #expect(text.contains(",'@SUM(1),") && text.contains(",'=1+1,") && text.contains(",'=a.yaml,"))
        #expect(AuditVerification(SourceText(text, name: "")).failure == nil)
    }

    @Test("signatures are told with their signers")
    func signed() throws {
        let fixture = try HistoryFixture([["a.yaml": Self.map("web", "a: x")], ["a.yaml": Self.map("web", "a: y")]])
        let history = try ResourceHistory(
            of: try fixture.repository(), at: fixture.ids[1], options: HistoryOptions(storage: .none))
        let id = ResourceID(group: "", kind: "ConfigMap", name: "web")
        let key = SSHPrivateKey()
        let commit = try RollbackPlan(of: [id], to: fixture.ids[0], in: history).commit.writeCommit(
            message: "Back", author: GeneratedRollbackTests.author, signedWith: key)
        var later = history
        try later.advance(to: commit)
        #expect(try AuditTrail(of: later).records.last?.signature?.code == "unknown-key")
        let trust = TrustedKeys(allowedSigners: try AllowedSigners("ada@example.com \(key.publicKey)\n"))
        let judged = try CommitPolicy(trust: trust).verify(head: commit, in: later.repository)
        let trail = try AuditTrail(of: later, verifier: SignatureVerifier(trusting: trust), policy: judged)
        #expect(trail.records.last?.signature?.code == "valid")
        #expect(trail.text(.jsonlines).contains("\"signer\":\"ada@example.com (SHA256:"))
        #expect(trail.text(.csv).contains(",accepted,signed,modified,"))
    }

    @Test("with times at which commits were first seen, the signature counts as of these, as for a policy")
    func firstSeen() throws {
        let fixture = try HistoryFixture([["a.yaml": Self.map("web", "a: x")], ["a.yaml": Self.map("web", "a: y")]])
        var history = try ResourceHistory(
            of: try fixture.repository(), at: fixture.ids[1], options: HistoryOptions(storage: .none))
        let id = ResourceID(group: "", kind: "ConfigMap", name: "web")
        let key = SSHPrivateKey()
        let author = GeneratedRollbackTests.author
        let commit = try RollbackPlan(of: [id], to: fixture.ids[0], in: history).commit.writeCommit(
            message: "Back", author: author, signedWith: key)
        try history.advance(to: commit)
        // The key ended a day after the commit says that it was made, and a day before it was seen.
        let day: Int64 = 86_400
        let end = Timestamp(seconds: author.seconds + day).formatted(.seconds)
            .filter { $0.isNumber || $0 == "Z" }
        let trust = TrustedKeys(
            allowedSigners: try AllowedSigners("ada@example.com valid-before=\"\(end)\" \(key.publicKey)\n"))
        for (seen, code, reason) in [
            ([:], "valid", CommitReason.signed), ([commit: author.seconds + 2 * day], "expired", .expiredSignature),
        ] as [([ObjectID: Int64], String, CommitReason)] {
            let judged = try CommitPolicy(trust: trust).verify(
                head: commit, in: history.repository, evidence: CommitEvidence(firstSeen: seen))
            let trail = try AuditTrail(
                of: history, since: fixture.ids[1], verifier: SignatureVerifier(trusting: trust), policy: judged,
                firstSeen: seen)
            #expect(trail.records.map { $0.signature?.code.split(separator: "/").first } == [code[...]])
            #expect(trail.records.map(\.policy?.reason) == [reason])
        }
    }

    @Test("each of many documents of a file is told with its own fields")
    func manyDocuments() throws {
        let count = 1_500
        func file(_ version: Int) -> String {
            (0..<count).map { Self.map("web\($0)", "k\($0): v\(version)") }.joined(separator: "---\n")
        }
        let fixture = try HistoryFixture([["a.yaml": file(1)], ["a.yaml": file(2)], ["a.yaml": file(3)]])
        let history = try ResourceHistory(
            of: try fixture.repository(), at: fixture.ids[2], options: HistoryOptions(storage: .none))
        let records = try AuditTrail(of: history, since: fixture.ids[0]).records
        #expect(records.count == 2 * count)
        for record in records {
            guard case .resource(let id)? = record.entry?.subject else {
                Issue.record("\(record)")
                return
            }
            let number = id.name.dropFirst("web".count)
            #expect(record.fields.map(\.path.description) == ["data.k\(number)"])
        }
        let changed = try history.introductions {
            $0.root["data"]?.members.contains { $0.value.string == "v3" } == true
        }
        #expect(changed.count == count && changed.allSatisfy { $0.commit.id == fixture.ids[2] })
    }
}
