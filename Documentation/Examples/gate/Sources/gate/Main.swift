import Foundation
import GitOpsGate
import GitOpsManifest
import GitOpsReport
import GitOpsRepository

/// Judges a range of commits or two folders, and says why they may not go on.
@main
struct Main {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let base: GateState
        let head: GateState
        // What the change is judged by: of A...B the rules of A, which may be newer than where the two parted.
        let rules: GateState
        switch arguments.count {
        case 1:
            let repository = try Repository(opening: ".")
            let range = try repository.resolveRange(arguments[0])
            base = .commit(range.base, repository)
            head = .commit(range.head, repository)
            let left = arguments[0].split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false)[0]
            rules = .commit(try repository.resolve(left.isEmpty ? "HEAD" : String(left)), repository)
        case 2:
            base = .folder(arguments[0])
            head = .folder(arguments[1])
            rules = base
        default:
            print("give a range of revisions, or two folders")
            exit(64)
        }
        var configuration = try GateConfiguration(of: rules, base: base, head: head)
        configuration.failOn.new = .high
        let now = try Timestamp(parsing: Date.now.formatted(.iso8601))
        let result = try await Gate(configuration).evaluate(
            base: base, head: head, rules: rules, now: now)
        for change in result.changes {
            print(change.resource.kind, change.resource.id, change.assessment.highest)
        }
        for finding in result.report.findings where finding.status == .new && finding.verdict == .fail {
            let place = finding.places.first.map { "\($0)" } ?? "-"
            print("\(place): \(finding.severity) \(finding.rule.id): \(finding.message)")
            for fix in finding.fixes { print("    \(fix.text)") }
        }
        print(result.verdict, result.report.summary)
        if !result.passes { exit(1) }
    }
}
