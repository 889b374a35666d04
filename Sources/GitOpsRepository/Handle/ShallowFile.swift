#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Git's list of the commits at which a shallow clone ends (gitrepository-layout(5), `shallow`).
///
/// libgit2 1.5 walks on to parents that are not there.
enum ShallowFile {
    static func read(_ commonDirectory: String) -> Set<ObjectID> {
        let separator = commonDirectory.hasSuffix("/") ? "" : "/"
        guard let file = fopen(commonDirectory + separator + "shallow", "r") else { return [] }
        defer { fclose(file) }
        var ids: Set<ObjectID> = []
        var line = [CChar](repeating: 0, count: 128)
        while fgets(&line, Int32(line.count), file) != nil {
            let digits = line.prefix { $0 > 0x20 }.map { UInt8(bitPattern: $0) }
            if let id = ObjectID(String(decoding: digits, as: UTF8.self)) { ids.insert(id) }
        }
        return ids
    }
}
