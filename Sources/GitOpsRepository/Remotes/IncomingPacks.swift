import Foundation

/// The packs that a fetch writes while it goes on.
struct IncomingPacks: Sendable {
    private let folder: String

    init(_ commonDirectory: String) { folder = "\(commonDirectory)/objects/pack" }

    /// The size of packs that are not whole yet, in bytes. Source: `pack.tmp_pack` of git's `builtin/index-pack.c`.
    var byteCount: Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.reduce(0) { sum, name in
            guard name.hasPrefix("tmp_pack_") else { return sum }
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
            return sum.addingReportingOverflow(size).partialValue
        }
    }
}
