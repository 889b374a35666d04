import Foundation
import Testing

/// Runs Git in a folder; every command must succeed.
struct GitCommand {
    private let folder: String

    init(_ folder: String) { self.folder = folder }

    func callAsFunction(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.com"] + arguments
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
