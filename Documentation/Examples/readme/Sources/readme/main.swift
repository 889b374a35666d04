import GitOpsDiff
import GitOpsManifest
import GitOpsRepository

// Manifests of two revisions, without a checkout; a file that both share is parsed once.
let repository = try Repository(opening: ".")
let range = try repository.resolveRange("main..HEAD")
let cache = ManifestCache()
let base = try await repository.manifests(at: range.base, cache: cache)
let head = try await repository.manifests(at: range.head, cache: cache)

// What changes, with the place of every value.
for resource in ManifestSetDiff(base: base, head: head).resources {
    for change in resource.changes {
        print(resource.id, change.path, change.desired?.position ?? "removed")
    }
}

// An edit that leaves comments, order and quotes as they are.
let document = try Document(yaml: "replicas: 2   # two\n")
let three = try Document(json: "3").root
let edited = try document.editingSource([.set(FieldPath(parsing: "replicas"), three)])
print(edited.source[0..<edited.source.byteCount])
