import Foundation
public import GitOpsManifest
public import GitOpsRBAC

/// RBAC objects and questions about them, to measure with.
public struct AccessInput: Sendable {
    /// What the names of benchmarks say.
    public let name: String
    /// The objects, read.
    public let manifests: ManifestSet
    /// The objects with a hundred bindings removed.
    public let changed: ManifestSet
    /// Questions.
    public let reviews: [SubjectAccessReview]

    /// Generated objects, each a document of its own.
    public static func generated(_ size: AccessSize, seed: UInt64 = 1) -> AccessInput {
        var generator = AccessGenerator(size, seed: seed)
        let objects = generator.objects()
        let count = objects.count
        let manifests = ManifestSet(SourceText(objects.joined(separator: "\n"), name: "generated.json")).manifests
        let step = max(1, count / 100)
        return AccessInput(
            name: "\(size.bindings) bindings", manifests: ManifestSet(manifests),
            changed: ManifestSet(manifests.enumerated().filter { $0.offset % step != step - 1 }.map(\.element)),
            reviews: (0..<10_000).map { _ in generator.review() })
    }

    /// The reader's own: `GITOPS_BENCH_RBAC=<file>`, a JSON object with the RBAC objects in `objects` or `items`, and
    /// `GITOPS_BENCH_RBAC_QUERIES=<file>`, JSON lines with the `spec` of a SubjectAccessReview.
    public static func own() -> AccessInput? {
        let environment = ProcessInfo.processInfo.environment
        guard let path = environment["GITOPS_BENCH_RBAC"], let queries = environment["GITOPS_BENCH_RBAC_QUERIES"],
            let data = FileManager.default.contents(atPath: path),
            let lines = FileManager.default.contents(atPath: queries),
            let root = try? Document(json: SourceText(data, name: path)).root,
            let objects = root["objects"] ?? root["items"]
        else { return nil }
        let writer = JSONWriter()
        let text = objects.elements.map { writer.string($0) }.joined(separator: "\n")
        let manifests = ManifestSet(SourceText(text, name: path)).manifests
        let reviews = DocumentReader().read(SourceText(lines, name: queries), grammar: .json).compactMap { document in
            (try? document.get().root).flatMap { try? SubjectAccessReview($0) }
        }
        guard !reviews.isEmpty else { return nil }
        return AccessInput(
            name: "\(manifests.count) own objects", manifests: ManifestSet(manifests),
            changed: ManifestSet(Array(manifests.dropLast(5))), reviews: reviews)
    }
}
