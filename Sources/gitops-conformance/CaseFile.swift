import Foundation
import GitOpsManifest
import GitOpsSchema

/// Files of cases.
enum CaseFile {
    /// The documents of a file of JSON lines.
    static func lines(_ path: String) throws -> [Document] {
        let source = try SourceText(contentsOf: path, limits: ReadingLimits(bytes: 1 << 30))
        return try DocumentReader(options: ReadingOptions(limits: ReadingLimits(bytes: 1 << 30)))
            .read(source, grammar: .json).map { try $0.get() }
    }

    /// The built-in kinds, and the custom resources that `crds.json` beside a file of cases defines.
    static func schema(beside path: String) throws -> Schema { Schema(definitionsIn: try definitions(beside: path)) }

    /// The definitions of custom resources of the cases.
    static func definitions(beside path: String) throws -> ManifestSet {
        let file = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("crds.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return ManifestSet() }
        let document = try Document(json: SourceText(Data(contentsOf: file), name: file.path))
        let manifests = document.root["crds"]?.elements.map { Manifest.definition($0) } ?? []
        return ManifestSet(manifests.compactMap { $0 })
    }
}

extension Manifest {
    /// A definition inside of another document.
    fileprivate static func definition(_ node: Node) -> Manifest? {
        guard let document = try? node.standalone().document else { return nil }
        guard case .success(let manifest)? = Manifest.all(in: document, path: "crds.json").first else { return nil }
        return manifest
    }
}
