import Foundation
public import GitOpsManifest

/// Objects with a desired and a live state, to measure comparisons with.
public struct ObjectInput: Sendable {
    /// `generated` or `own`.
    public let name: String
    /// The states, both with positions as read from JSON.
    public let objects: [(desired: Document, live: Document)]

    /// An input of the given objects.
    public init(name: String, objects: [(desired: Document, live: Document)]) {
        self.name = name
        self.objects = objects
    }

    /// The reader's own objects: one JSON object a line with `desired` and `live`, as in
    /// `GITOPS_BENCH_OBJECTS=<file>`.
    public static func own() -> ObjectInput? {
        guard let path = ProcessInfo.processInfo.environment["GITOPS_BENCH_OBJECTS"], !path.isEmpty,
            let data = FileManager.default.contents(atPath: path)
        else { return nil }
        let writer = JSONWriter()
        var objects: [(desired: Document, live: Document)] = []
        for result in DocumentReader().read(SourceText(data, name: path), grammar: .json) {
            guard let root = try? result.get().root, let desired = root["desired"], let live = root["live"],
                let first = try? Document(json: writer.string(desired)),
                let second = try? Document(json: writer.string(live))
            else { continue }
            objects.append((first, second))
        }
        return objects.isEmpty ? nil : ObjectInput(name: "own", objects: objects)
    }
}
