import GitOpsManifest

/// A live object as it is kept in memory.
enum KeptManifest: Sendable {
    case whole(Manifest)
    case packed(PackedManifest)

    /// In as little memory as it can be.
    init(packing manifest: Manifest) {
        self = PackedManifest(manifest).map(KeptManifest.packed) ?? .whole(manifest.compacted())
    }

    /// The object. Complexity: O(values) when it is packed.
    var manifest: Manifest? {
        switch self {
        case .whole(let manifest): manifest
        case .packed(let packed): packed.manifest
        }
    }

    var contentHash: UInt64 {
        switch self {
        case .whole(let manifest): manifest.root.contentHash
        case .packed(let packed): packed.contentHash
        }
    }
}
