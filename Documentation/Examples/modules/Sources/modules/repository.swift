import GitOpsManifest
import GitOpsRepository

/// The last commits of a repository, and what they did to its manifests.
func recentChanges(in folder: String) async throws {
    let repository = try Repository(opening: folder)
    let head = try repository.resolve("HEAD")
    for commit in try repository.log(from: head, count: 5, firstParent: true) {
        print(commit.id.abbreviated, commit.author.name, commit.subject)
        guard let parent = commit.parents.first else { continue }
        for path in try repository.changedPaths(in: RevisionRange(base: parent, head: commit.id)) {
            print("  ", path.kind, path.path)
        }
    }
    let options = RevisionOptions(folder: "deploy", filter: ManifestFilter(extensions: [".yaml"]))
    let set = try await repository.manifests(at: head, options: options)
    print(set.manifests.count, "resources at", head.abbreviated)
}
