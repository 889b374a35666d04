import Foundation
import GitOpsManifest

/// The files of a project's fixtures.
struct FixtureFolder {
    /// Paths below the folder, sorted.
    let files: [String]
    private let path: String

    init(_ path: String) throws {
        self.path = path
        guard let found = FileManager.default.enumerator(atPath: path)?.allObjects as? [String] else {
            throw SuiteError(description: "\(path): a folder is expected")
        }
        files = found.filter { name in ["yaml", "yml", "json"].contains((name as NSString).pathExtension) }.sorted()
    }

    func source(_ file: String) throws -> SourceText { try SourceText(contentsOf: "\(path)/\(file)") }

    /// The documents of a file that can be read.
    func documents(_ file: String) throws -> [Document] {
        DocumentReader().read(try source(file)).compactMap { try? $0.get() }
    }

    /// The only object in a file.
    func object(_ file: String) throws -> Node {
        guard let root = try documents(file).first?.root else {
            throw SuiteError(description: "\(path)/\(file): an object is expected")
        }
        return root
    }
}
