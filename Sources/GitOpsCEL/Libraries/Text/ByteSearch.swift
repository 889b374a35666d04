/// Finds one row of bytes in another in linear time, whatever the bytes are.
///
/// Source: the algorithm of Knuth, Morris and Pratt.
struct ByteSearch {
    private let pattern: UnsafeBufferPointer<UInt8>
    /// For each prefix of the pattern, the length of its longest proper prefix that ends it as well.
    private var borders: [Int] = []

    /// The pattern must not be empty.
    init(_ pattern: UnsafeBufferPointer<UInt8>) {
        self.pattern = pattern
        borders.reserveCapacity(pattern.count)
        var length = 0
        for index in pattern.indices {
            if index > 0 {
                while length > 0, pattern[index] != pattern[length] { length = borders[length - 1] }
                if pattern[index] == pattern[length] { length += 1 }
            }
            borders.append(length)
        }
    }

    /// Calls a function with the place of each match, those that overlap included, until it returns false.
    ///
    /// Complexity: O(text).
    func forEachMatch(in text: UnsafeBufferPointer<UInt8>, from start: Int = 0, _ body: (Int) -> Bool) {
        guard text.count - start >= pattern.count else { return }
        var length = 0
        for index in start..<text.count {
            while length > 0, text[index] != pattern[length] { length = borders[length - 1] }
            if text[index] == pattern[length] { length += 1 }
            if length == pattern.count {
                if !body(index + 1 - length) { return }
                length = borders[length - 1]
            }
        }
    }

    /// The first match at or after a place.
    func first(in text: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        var found: Int?
        forEachMatch(in: text, from: start) { place in
            found = place
            return false
        }
        return found
    }

    /// The last match that begins at or before a place.
    func last(in text: UnsafeBufferPointer<UInt8>, from limit: Int) -> Int? {
        var found: Int?
        forEachMatch(in: text) { place in
            guard place <= limit else { return false }
            found = place
            return true
        }
        return found
    }

    /// Places of matches that do not overlap, so many at most.
    func matches(in text: UnsafeBufferPointer<UInt8>, limit: Int) -> [Int] {
        var places: [Int] = []
        guard limit > 0 else { return places }
        forEachMatch(in: text) { place in
            if let last = places.last, place < last + pattern.count { return true }
            places.append(place)
            return places.count < limit
        }
        return places
    }
}
