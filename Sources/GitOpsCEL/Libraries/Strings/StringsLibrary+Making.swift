extension StringsLibrary {
    /// Turns letters of one case of ASCII into the other.
    static func changeCase(
        _ text: Value, of letters: ClosedRange<UInt8>, in evaluation: inout Evaluation
    ) -> Value {
        let bytes = text.bytes
        guard bytes.contains(where: letters.contains) else { return text }
        return evaluation.makeString(bytes.count, isASCII: text.flags.contains(.ascii)) { room in
            for index in bytes.indices {
                let byte = bytes[index]
                room.initializeElement(at: index, to: letters.contains(byte) ? byte ^ 0x20 : byte)
            }
        }
    }

    static func reverse(_ text: Value, in evaluation: inout Evaluation) -> Value {
        let points = CodePoints(text)
        return evaluation.makeString(points.bytes.count, isASCII: points.isASCII) { room in
            var offset = 0
            while offset < points.bytes.count {
                let end = points.end(from: offset)
                let target = points.bytes.count - end
                for index in offset..<end {
                    room.initializeElement(at: target + index - offset, to: points.bytes[index])
                }
                offset = end
            }
        }
    }

    static func quote(_ text: Value, in evaluation: inout Evaluation) -> Value {
        let escapes: [UInt8: Unicode.Scalar] = [
            0x07: "a", 0x08: "b", 0x0C: "f", 0x0A: "n", 0x0D: "r", 0x09: "t", 0x0B: "v", 0x5C: "\\", 0x22: "\"",
        ]
        var result: [UInt8] = [UInt8(ascii: "\"")]
        result.reserveCapacity(text.bytes.count + 2)
        for byte in text.bytes {
            if let letter = escapes[byte] {
                result += [UInt8(ascii: "\\"), UInt8(ascii: letter)]
            } else {
                result.append(byte)
            }
        }
        result.append(UInt8(ascii: "\""))
        return evaluation.makeString(result.count, isASCII: text.flags.contains(.ascii)) {
            _ = $0.initialize(fromContentsOf: result)
        }
    }

    static func join(_ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation) -> Value {
        let list = arguments[0]
        let separator = arguments.count > 1 ? arguments[1] : .emptyString
        guard list.isList, separator.tag == .string, arguments.count < 3 else {
            return evaluation.noOverload("join", arguments)
        }
        var parts: [Value] = []
        for index in 0..<evaluation.count(of: list) {
            let element = evaluation.element(of: list, at: index)
            if element.isError { return element }
            guard element.tag == .string else {
                return evaluation.fail(.invalidArgument, "join: invalid input: ", element)
            }
            if index > 0, separator.count > 0 { parts.append(separator) }
            parts.append(element)
        }
        return concatenate(parts, in: &evaluation)
    }

    /// One string of many.
    static func concatenate(_ parts: [Value], in evaluation: inout Evaluation) -> Value {
        var count = 0
        var isASCII = true
        for part in parts {
            count += Int(part.count)
            isASCII = isASCII && part.flags.contains(.ascii)
        }
        return evaluation.makeString(count, isASCII: isASCII) { room in
            var offset = 0
            for part in parts {
                let bytes = part.bytes
                _ = room[offset..<offset + bytes.count].initialize(fromContentsOf: bytes)
                offset += bytes.count
            }
        }
    }
}
