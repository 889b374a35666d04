import Foundation
import GitOpsManifest

/// Files of cases.
enum CaseFile {
    /// The documents of a file of JSON lines.
    static func lines(_ path: String) throws -> [Document] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        return try DocumentReader().read(SourceText(bytes, name: path), grammar: .json).map { try $0.get() }
    }
}
