/// Git's list of the commits at which a shallow clone ends (gitrepository-layout(5), `shallow`).
///
/// libgit2 1.5 walks on to parents that are not there.
enum ShallowFile {
    private static let maximumBytes = 256 << 20

    static func read(_ commonDirectory: String) -> Set<ObjectID> {
        let separator = commonDirectory.hasSuffix("/") ? "" : "/"
        guard let content = RegularFile.read(commonDirectory + separator + "shallow", maximumBytes: maximumBytes) else {
            return []
        }
        var ids: Set<ObjectID> = []
        for line in content.split(separator: 0x0A) {
            if let id = ObjectID(String(decoding: line.prefix { $0 > 0x20 }, as: UTF8.self)) { ids.insert(id) }
        }
        return ids
    }
}
