import Foundation
import GitOpsManifest
import Testing

@Suite("Loading files and directories")
struct ManifestLoaderTests {
    /// A folder that is removed with its owner.
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-\(UUID().uuidString)").path

        /// A ConfigMap in each of the files, named after its path.
        init(_ files: String...) throws {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            for file in files { try write(file, ManifestLoaderTests.text(file)) }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ name: String, _ text: String) throws {
            let file = URL(fileURLWithPath: path).appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }

        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
        }
    }

    private static func text(_ name: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"\(name)\"}\n"
    }

    private func names(_ set: ManifestSet) -> [String] { set.manifests.map(\.id.name) }

    @Test("files come in byte order of their paths, whatever the number of threads", arguments: [1, 2, 7])
    func order(threads: Int) throws {
        let folder = try Folder("b/z.yaml", "b.yaml", "a.json", "B.yml", "b/a.yaml", "ä.yaml", "b-c.yaml")
        let set = ManifestLoader(threads: threads).loadBlocking([folder.path])
        let expected = ["B.yml", "a.json", "b-c.yaml", "b.yaml", "b/a.yaml", "b/z.yaml", "ä.yaml"]
        #expect(set.manifests.map(\.origin.path) == expected)
        #expect(names(set) == expected && set.unreadable.isEmpty)
    }

    @Test("hidden files, Git's own and files of other endings are left out of folders, and read when they are named")
    func selection() throws {
        let folder = try Folder("a.yaml", ".hidden.yaml", ".git/b.yaml", "c.txt", ".d/e.yaml")
        #expect(names(ManifestLoader().loadBlocking([folder.path])) == ["a.yaml"])
        #expect(names(ManifestLoader().loadBlocking([folder.path + "/c.txt"])) == ["c.txt"])
        let all = ManifestLoader(filter: ManifestFilter(readsHiddenFiles: true))
        #expect(names(all.loadBlocking([folder.path])) == [".d/e.yaml", ".hidden.yaml", "a.yaml"])
    }

    @Test("what ignore files and patterns leave out is not read, and the ignore files are told")
    func ignoring() throws {
        let folder = try Folder("a.yaml", "x/b.yaml", "x/c.yaml", "y/b.yaml", "z/a.yaml")
        try folder.write(".gitopsignore", "z/\n")
        try folder.write("x/.gitopsignore", "/b.yaml\n")
        let set = ManifestLoader().loadBlocking([folder.path])
        #expect(names(set) == ["a.yaml", "x/c.yaml", "y/b.yaml"])
        #expect(set.nonResources.map(\.origin.path).sorted() == [".gitopsignore", "x/.gitopsignore"])
        let filter = ManifestFilter(include: [GlobPattern("*b.yaml")], exclude: [GlobPattern("x")], ignoreFileName: nil)
        #expect(names(ManifestLoader(filter: filter).loadBlocking([folder.path])) == ["y/b.yaml"])
    }

    @Test("links are named and not followed, but for one that is given as a path")
    func links() throws {
        let folder = try Folder("a.yaml", "b/c.yaml")
        try folder.link("loop", to: ".")
        try folder.link("l.yaml", to: "/etc/passwd")
        try folder.link("gone.yaml", to: "nowhere")
        try folder.link("other.txt", to: "a.yaml")
        let set = ManifestLoader().loadBlocking([folder.path])
        #expect(names(set) == ["a.yaml", "b/c.yaml"])
        #expect(set.unreadable.map(\.origin.path) == ["gone.yaml", "l.yaml", "loop"])
        #expect(names(ManifestLoader().loadBlocking([folder.path + "/other.txt"])) == ["a.yaml"])
    }

    @Test("what cannot be read is kept with its path and hides nothing else")
    func unreadable() throws {
        let folder = try Folder("a.yaml", "z.yaml")
        try folder.write("broken.yaml", "a: [\n")
        try #require(mkfifo(folder.path + "/pipe.yaml", 0o600) == 0)
        let set = ManifestLoader().loadBlocking([folder.path, folder.path + "/none.yaml"])
        #expect(names(set) == ["a.yaml", "z.yaml"])
        let expected = ["broken.yaml", folder.path + "/none.yaml", "pipe.yaml"].sorted()
        #expect(set.unreadable.map(\.origin.path).sorted() == expected)
    }

    @Test("a file that is named twice, or stands in a folder that is named as well, is read once")
    func twice() throws {
        let folder = try Folder("a.yaml", "b/c.yaml")
        let path = folder.path
        for paths in [
            [path, path], [path, path + "/a.yaml"], [path + "/b/c.yaml", path],
            [path + "/b", path + "/", path + "/b/."],
        ] {
            let set = ManifestLoader().loadBlocking(paths)
            #expect(names(set).sorted() == ["a.yaml", "b/c.yaml"], "\(paths)")
            #expect(set.duplicates.isEmpty)
        }
    }

    @Test("limits on files and levels name what is left out")
    func limits() throws {
        let folder = try Folder("a.yaml", "b.yaml", "c.yaml", "d/e/f/g.yaml")
        let few = ManifestLoader(limits: .init(files: 2)).loadBlocking([folder.path])
        #expect(few.manifests.count == 2 && !few.unreadable.isEmpty)
        let flat = ManifestLoader(limits: .init(directoryDepth: 2)).loadBlocking([folder.path])
        #expect(names(flat) == ["a.yaml", "b.yaml", "c.yaml"])
        #expect(flat.unreadable.map(\.origin.path) == ["d/e/f"])
        let small = ManifestLoader(reading: ReadingOptions(limits: ReadingLimits(bytes: 20)))
        #expect(small.loadBlocking([folder.path]).unreadable.count == 4)
    }

    @Test("paths are as given where an editor shall open them")
    func naming() throws {
        let folder = try Folder("b/c.yaml")
        let set = ManifestLoader(naming: .asGiven).loadBlocking([folder.path + "/b"])
        #expect(set.manifests.map(\.origin.path) == [folder.path + "/b/c.yaml"])
    }

    @Test("a cancelled load ends with CancellationError")
    func cancelled() async throws {
        let folder = try Folder("a.yaml")
        let path = folder.path
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await ManifestLoader().load([path])
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
