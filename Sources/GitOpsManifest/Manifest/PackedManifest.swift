/// A manifest in few bytes, without positions: for the objects of a cluster.
package struct PackedManifest: Sendable {
    package let id: ResourceID
    private let apiVersion: String
    private let origin: Origin
    private let document: PackedDocument

    /// Packs a manifest; `nil` when it is nested too deeply. Complexity: O(values).
    package init?(_ manifest: Manifest) {
        guard let document = PackedDocument(manifest.root) else { return nil }
        id = manifest.id
        apiVersion = manifest.apiVersion
        origin = manifest.origin
        self.document = document
    }

    /// The manifest in a document of its own. Complexity: O(values).
    package var manifest: Manifest? {
        guard let document = try? document.document() else { return nil }
        return Manifest(id: id, apiVersion: apiVersion, root: document.root, origin: origin)
    }

    /// That of the object.
    package var contentHash: UInt64 { document.contentHash }
}
