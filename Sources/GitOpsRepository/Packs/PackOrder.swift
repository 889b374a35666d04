/// Where an object lies: the number of its pack and the offset in it.
struct PackPlace: Hashable, Comparable {
    let pack: Int
    let offset: UInt64

    static func < (left: Self, right: Self) -> Bool { (left.pack, left.offset) < (right.pack, right.offset) }
}

/// The packs of a repository, and where objects lie in them.
///
/// Objects are stored as differences to others nearby: read in the order of the packs, the base of each was just read.
/// libgit2 does not tell offsets, so they are read from the pack indices (gitformat-pack(5), version 2). Whatever
/// cannot be read here has no place, and is read through libgit2.
struct PackOrder: Sendable {
    let packs: [PackIndex]

    init(commonDirectory: String) {
        let folder = commonDirectory + (commonDirectory.hasSuffix("/") ? "" : "/") + "objects/pack"
        packs = RegularFile.names(in: folder).filter { $0.hasSuffix(".idx") }.sorted()
            .compactMap { PackIndex(path: folder + "/" + $0) }
    }

    /// What is wrong with the first pack that is cut off, is none by its header, or has no index that can be read;
    /// `nil` when all look whole. Contents are not read.
    static func damage(in directories: [String]) -> String? {
        for directory in directories {
            let names = RegularFile.names(in: "\(directory)/pack").sorted()
            for name in names where name.hasSuffix(".pack") && !names.contains("\(name.dropLast(5)).idx") {
                return "the pack \(directory)/pack/\(name) has no index, which `git index-pack` makes"
            }
            for name in names where name.hasSuffix(".idx") {
                let path = "\(directory)/pack/\(name)"
                guard let index = PackIndex(path: path) else { return "the pack index \(path) cannot be read" }
                guard let size = RegularFile.size(index.packPath), UInt64(size) > index.lastOffset else {
                    return "the pack \(index.packPath) is cut off or missing"
                }
                if let problem = index.packDamage { return "the pack \(index.packPath) \(problem)" }
            }
        }
        return nil
    }

    /// The first place of each object; `nil` outside of packs.
    func places(of ids: [ObjectID]) -> [PackPlace?] {
        ids.map { id in
            for (number, pack) in packs.enumerated() {
                if let offset = pack.offset(of: id) { return PackPlace(pack: number, offset: offset) }
            }
            return nil
        }
    }

    /// Positions in `places`, ordered by pack and offset; objects outside of packs come last.
    static func order(_ places: [PackPlace?]) -> [Int] {
        places.indices.sorted { left, right in
            switch (places[left], places[right]) {
            case (let one?, let other?): (one, left) < (other, right)
            case (nil, nil): left < right
            case (let one, _): one != nil
            }
        }
    }
}
