import GitOpsManifest
import GitOpsRBAC
import GitOpsReport

/// Roles and bindings of one folder that another folder defines again.
///
/// A repository of overlays or environments has each object many times, once for each. That is one thing to know, not
/// one for each object.
struct FolderOverlap {
    let folder: String
    let other: String
    let problems: [AccessProblem]

    /// Those of a model, in the order of their first object.
    static func all(in problems: [AccessProblem]) -> [FolderOverlap] {
        var order: [[String]] = []
        var groups: [[String]: [AccessProblem]] = [:]
        for problem in problems where problem.isOfOtherFolder {
            guard case .definedTwice(let path) = problem.reason else { continue }
            let folders = [folder(of: problem.origin.path), folder(of: path)]
            if groups[folders] == nil { order.append(folders) }
            groups[folders, default: []].append(problem)
        }
        return order.map { FolderOverlap(folder: $0[0], other: $0[1], problems: groups[$0] ?? []) }
    }

    func finding(_ authors: LineAuthors) -> Finding {
        let count = problems.count == 1 ? "1 role or binding" : "\(problems.count) roles and bindings"
        return Finding(
            rule: AccessRules.overlaps, subject: .other(folder),
            message: """
                \(count) of \(folder) \(problems.count == 1 ? "is" : "are") defined again in \(other); every answer \
                counts both definitions: look at one folder at a time if they are applied apart
                """,
            places: problems.prefix(5).map { authors.sourcePlace($0.place, "\($0.object)") },
            fingerprintDetails: [folder, other])
    }

    private static func folder(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? "."
    }
}
