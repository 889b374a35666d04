import GitOpsDiff
import GitOpsManifest

/// Sets of fields as structured-merge-diff writes them (`*set.json`): decoding and encoding gives the same text, and the
/// set is its own union and intersection.
enum FieldSetSuite: Suite {
    static let name = "fields-v1"

    static func run(path: String) throws -> [CaseResult] {
        let folder = try FixtureFolder(path)
        return try folder.files.filter { $0.hasSuffix("set.json") }.flatMap { file -> [CaseResult] in
            let node = try folder.object(file)
            let set = try FieldSet(fieldsV1: node)
            return [
                .check(
                    file, expected: JSONWriter.canonical.string(node),
                    found: JSONWriter.canonical.string(try set.fieldsV1().root)),
                .check("\(file): union", expected: "itself", found: set.union(set) == set ? "itself" : "another"),
                .check(
                    "\(file): intersection", expected: "itself",
                    found: set.intersection(set) == set ? "itself" : "another"),
                .check(
                    "\(file): difference", expected: "empty",
                    found: set.subtracting(set).isEmpty ? "empty" : "\(set.subtracting(set).count) fields"),
            ]
        }
    }
}
