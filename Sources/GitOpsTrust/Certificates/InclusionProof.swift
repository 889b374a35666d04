import Crypto

/// That a leaf is part of a Merkle tree whose root a log has signed (RFC 9162, section 2.1.3).
struct InclusionProof: Sendable, Hashable {
    let index: UInt64
    let treeSize: UInt64
    let rootHash: [UInt8]
    let hashes: [[UInt8]]
    /// Size and root of the tree, and the signature of the log under them.
    let checkpoint: [UInt8]

    func holds(for leaf: [UInt8], of log: [UInt8], _ keys: TransparencyLogKeys) -> Bool {
        index < treeSize && hashes.count <= 64 && hashes.allSatisfy { $0.count == 32 } && root(above: leaf) == rootHash
            && isSigned(by: log, keys)
    }

    /// The root that follows from the leaf and the hashes beside its way up; `nil` when there are too few or too many.
    private func root(above leaf: [UInt8]) -> [UInt8]? {
        var position = index
        var last = treeSize - 1
        var hash = Array(SHA256.hash(data: [0] + leaf))
        for neighbour in hashes {
            guard last != 0 else { return nil }
            if position & 1 == 1 || position == last {
                hash = Array(SHA256.hash(data: [1] + neighbour + hash))
                while position & 1 == 0, position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                hash = Array(SHA256.hash(data: [1] + hash + neighbour))
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 ? hash : nil
    }

    /// Whether the checkpoint, a signed note, is of this tree: name, size and root on lines, then signatures.
    private func isSigned(by log: [UInt8], _ keys: TransparencyLogKeys) -> Bool {
        let lines = checkpoint.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let empty = lines.firstIndex(where: \.isEmpty), empty >= 3,
            UInt64(String(decoding: lines[1], as: UTF8.self)) == treeSize, Base64.decode(lines[2]) == rootHash
        else { return false }
        let text = checkpoint[..<lines[empty].startIndex]
        return lines[(empty + 1)...].contains { line in
            // "— NAME BASE64", where the first line begins with the name and the bytes with the first four that name
            // the log.
            let dash = Array("\u{2014} ".utf8)
            guard line.starts(with: dash), let blank = line.lastIndex(of: UInt8(ascii: " ")),
                blank > line.startIndex + dash.count,
                lines[0].starts(with: line[(line.startIndex + dash.count)..<blank]),
                let bytes = Base64.decode(line[(blank + 1)...]), bytes.prefix(4) == log.prefix(4)
            else { return false }
            return keys.isSigned(text, signature: bytes.dropFirst(4), by: log)
        }
    }
}
