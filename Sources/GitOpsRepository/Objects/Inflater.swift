import CZlib

/// Inflates compressed parts of files; one stream is used for all of them.
final class Inflater {
    private let stream: UnsafeMutablePointer<z_stream>

    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard gitops_inflate_init(stream) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Exactly `count` bytes that are stored compressed at an offset; `nil` when there are more, fewer or others.
    func inflate(_ file: WindowedFile, at offset: UInt64, count: Int) -> [UInt8]? {
        guard inflateReset(stream) == Z_OK, count < Int(UInt32.max) else { return nil }
        var isComplete = false
        // One byte more than is expected, so that a longer stream is noticed.
        var result = [UInt8](unsafeUninitializedCapacity: count + 1) { buffer, initialized in
            stream.pointee.next_out = buffer.baseAddress
            stream.pointee.avail_out = UInt32(count + 1)
            isComplete = run(file, offset)
            initialized = count + 1 - Int(stream.pointee.avail_out)
        }
        stream.pointee.next_in = nil
        stream.pointee.next_out = nil
        guard isComplete, result.count == count else { return nil }
        result.reserveCapacity(0)
        return result
    }

    /// The first bytes of a file that is compressed as a whole, at most `count` of them.
    func inflatePrefix(_ file: WindowedFile, count: Int) -> [UInt8]? {
        guard inflateReset(stream) == Z_OK, count <= Int(UInt32.max) else { return nil }
        let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            stream.pointee.next_out = buffer.baseAddress
            stream.pointee.avail_out = UInt32(count)
            _ = run(file, 0)
            initialized = count - Int(stream.pointee.avail_out)
        }
        stream.pointee.next_in = nil
        stream.pointee.next_out = nil
        return result.isEmpty ? nil : result
    }

    /// `next_out` has room for `avail_out` bytes; `next_in` is valid only within the call that gives it.
    private func run(_ file: WindowedFile, _ start: UInt64) -> Bool {
        var offset = start
        while true {
            let step = file.withBytes(at: offset, atLeast: 1) { bytes -> (code: Int32, used: Int) in
                stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
                stream.pointee.avail_in = UInt32(bytes.count)
                let code = CZlib.inflate(stream, Z_NO_FLUSH)
                return (code, bytes.count - Int(stream.pointee.avail_in))
            }
            guard let step else { return false }
            if step.code == Z_STREAM_END { return true }
            guard step.code == Z_OK, step.used > 0 else { return false }
            offset += UInt64(step.used)
        }
    }
}
