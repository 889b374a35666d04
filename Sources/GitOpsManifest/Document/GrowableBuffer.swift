/// A growing run of trivial values in memory of its own, for the readers' inner loops: an array that is never shared, so
/// that no write asks whether it is.
///
/// Invariants: `start` has room for `capacity` values, of which the first `count` are initialised; nothing but this type
/// moves or frees the memory. Pointers that are handed out hold until the next call that may grow the buffer. Indices are
/// checked in debug builds only, so callers pass none but those they got from `count`.
struct GrowableBuffer<Element: BitwiseCopyable>: ~Copyable {
    private var start: UnsafeMutablePointer<Element>
    private var capacity: Int
    private(set) var count = 0

    /// An empty buffer with room for `capacity` values, at least one.
    init(capacity: Int) {
        self.capacity = max(capacity, 1)
        start = .allocate(capacity: self.capacity)
    }

    deinit { start.deallocate() }

    /// The values, for as long as the buffer does not grow.
    @inline(__always)
    var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }

    @inline(__always)
    subscript(index: Int) -> Element {
        get {
            assert(index >= 0 && index < count)
            return start[index]
        }
        nonmutating _modify {
            assert(index >= 0 && index < count)
            yield &start[index]
        }
    }

    /// Complexity: O(1) on average.
    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow(by: 1) }
        (start + count).initialize(to: element)
        count += 1
    }

    /// Makes room for `added` values, each to be added with `appendReserved`.
    @inline(__always)
    mutating func reserve(_ added: Int) {
        if capacity - count < added { grow(by: added) }
    }

    /// Adds one of the values that room was made for, without asking for it again.
    @inline(__always)
    mutating func appendReserved(_ element: Element) {
        assert(count < capacity)
        (start + count).initialize(to: element)
        count &+= 1
    }

    /// Complexity: O(elements) on average. `elements` may not be part of this buffer.
    mutating func append(_ elements: UnsafeBufferPointer<Element>) {
        guard let source = elements.baseAddress, !elements.isEmpty else { return }
        if capacity - count < elements.count { grow(by: elements.count) }
        (start + count).initialize(from: source, count: elements.count)
        count += elements.count
    }

    mutating func append(repeating element: Element, count added: Int) {
        if capacity - count < added { grow(by: added) }
        (start + count).initialize(repeating: element, count: added)
        count += added
    }

    @inline(__always)
    mutating func removeLast() -> Element {
        assert(count > 0)
        count -= 1
        return start[count]
    }

    /// Forgets what lies behind the first `count` values.
    @inline(__always)
    mutating func truncate(to count: Int) {
        assert(count >= 0 && count <= self.count)
        self.count = count
    }

    private mutating func grow(by added: Int) {
        let larger = max(capacity * 2, count + added)
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        memory.initialize(from: start, count: count)
        start.deallocate()
        start = memory
        capacity = larger
    }
}
