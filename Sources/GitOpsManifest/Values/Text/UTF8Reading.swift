extension String {
    /// Lends the UTF-8 bytes to a reader that throws one type of error.
    ///
    /// Complexity: O(1) for native strings, besides the reader.
    func readingUTF8<Value, Failure: Error>(
        _ read: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        var text = self
        // `withUTF8` rethrows without a type, so the error travels as a value.
        return try text.withUTF8 { bytes in outcome(of: read, bytes) }.get()
    }
}

extension Collection<UInt8> {
    /// Lends the bytes to a reader that throws one type of error, copying them only if they are not contiguous.
    func readingBytes<Value, Failure: Error>(
        _ read: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        if let result = withContiguousStorageIfAvailable({ bytes in outcome(of: read, bytes) }) {
            return try result.get()
        }
        return try Array(self).withUnsafeBufferPointer { bytes in outcome(of: read, bytes) }.get()
    }
}

private func outcome<Value, Failure: Error>(
    of read: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Value, _ bytes: UnsafeBufferPointer<UInt8>
) -> Result<Value, Failure> {
    do throws(Failure) {
        return .success(try read(bytes))
    } catch {
        return .failure(error)
    }
}
