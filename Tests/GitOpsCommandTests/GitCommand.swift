import Foundation
import Testing

/// Runs Git in a folder; every command must succeed.
struct GitCommand {
    private let folder: String

    init(_ folder: String) { self.folder = folder }

    /// - Parameter committed: the committer's date; now unless told.
    func callAsFunction(_ arguments: String..., committed: String? = nil) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let date = committed.map { ["GIT_COMMITTER_DATE=\($0)"] } ?? []
        process.arguments =
            date + ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.com"] + arguments
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
