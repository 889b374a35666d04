#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The lines of a source that begin with `%TAG`.
enum TagDirectives {
    /// Whether there are more than so many. Complexity: O(bytes), at the speed of memory.
    static func areMore(than maximum: Int, in source: SourceText) -> Bool {
        source.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            var found = 0
            var offset = 0
            while let hit = memchr(base + offset, Int32(UInt8(ascii: "%")), bytes.count - offset) {
                let place = UnsafeRawPointer(hit) - base
                offset = place + 1
                guard place == 0 || bytes[place - 1] == 0x0A || bytes[place - 1] == 0x0D,
                    bytes[place...].starts(with: "%TAG".utf8)
                else { continue }
                found += 1
                if found > maximum { return true }
            }
            return false
        }
    }
}
