// Names of members: symbols of the schema, and those of this document.
extension TreeAssembler {
    /// The symbol of a name that stands in the source.
    @inline(__always)
    mutating func symbol(at offset: Int, count: Int) -> Symbol {
        let hash: UInt64
        let known: Symbol?
        if count <= ShortText.maximumCount {
            let text = ShortText(padded: base + offset, count)
            hash = ContentHash.short(text, count, keys)
            known = WellKnownNames.symbol(text, count, hash: hash, in: wellKnown)
        } else {
            hash = ContentHash.long(base + offset, count, keys)
            known = WellKnownNames.symbol(long: base + offset, count, hash: hash, in: wellKnown)
        }
        return known ?? local(base + offset, count, hash: hash, place: (UInt32(truncatingIfNeeded: offset), false))
    }

    /// The symbol of a name that stands in the pool.
    mutating func symbol(inPoolAt offset: Int, count: Int) -> Symbol {
        let start = (pool.elements.baseAddress ?? base) + offset
        let hash = ContentHash.bytes(start, count, keys)
        if let known = WellKnownNames.symbol(start, count, hash: hash, in: wellKnown) { return known }
        return local(start, count, hash: hash, place: (UInt32(truncatingIfNeeded: offset), true))
    }

    /// The symbol of a name that stands in neither: it is copied to the pool when it is new.
    mutating func symbol(copying bytes: UnsafeBufferPointer<UInt8>) -> Symbol {
        let start = bytes.baseAddress ?? base
        let hash = ContentHash.bytes(start, bytes.count, keys)
        if let known = WellKnownNames.symbol(start, bytes.count, hash: hash, in: wellKnown) { return known }
        return local(start, bytes.count, hash: hash, place: nil)
    }

    mutating func symbol(copying name: String) -> Symbol {
        var name = name
        return name.withUTF8 { symbol(copying: $0) }
    }

    /// Finds or adds a name of this document; one without a place is copied to the pool when it is new.
    ///
    /// `start` may point into the pool only when the name has its place there, because copying moves the pool.
    mutating func local(
        _ start: UnsafePointer<UInt8>, _ count: Int, hash: UInt64, place: (offset: UInt32, inPool: Bool)?
    ) -> Symbol {
        let mask = nameSlots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while nameSlots[slot] != .max {
            let index = Int(nameSlots[slot])
            let name = names[index]
            if name.hash == hash, name.length == count, isName(name, start) { return Symbol(localIndex: index) }
            slot = (slot + 1) & mask
        }
        var newPlace = (offset: UInt32(truncatingIfNeeded: pool.count), inPool: true)
        if let place { newPlace = place } else { pool.append(UnsafeBufferPointer(start: start, count: count)) }
        let index = names.count
        names.append(
            LocalName(
                offset: newPlace.offset, length: UInt32(truncatingIfNeeded: count), inPool: newPlace.inPool,
                hash: hash))
        nameSlots[slot] = UInt32(truncatingIfNeeded: index)
        if names.count * 2 > nameSlots.count { growNameSlots() }
        if stamps.count <= Int(WellKnownNames.count) + names.count {
            stamps.append(repeating: 0, count: stamps.count)
        }
        return Symbol(localIndex: index)
    }

    func isName(_ name: LocalName, _ start: UnsafePointer<UInt8>) -> Bool {
        let own = name.inPool ? pool.elements.baseAddress ?? base : base
        return bytesEqual(own + Int(name.offset), start, name.length)
    }

    mutating func growNameSlots() {
        nameSlots = Array(repeating: .max, count: nameSlots.count * 2)
        let mask = nameSlots.count - 1
        for (index, name) in names.enumerated() {
            var slot = Int(truncatingIfNeeded: name.hash) & mask
            while nameSlots[slot] != .max { slot = (slot + 1) & mask }
            nameSlots[slot] = UInt32(truncatingIfNeeded: index)
        }
    }

    /// The name the next value will have in its object.
    @inline(__always)
    mutating func setKey(_ symbol: Symbol, start: Int) {
        nextKey = symbol
        nextKeyStart = UInt32(truncatingIfNeeded: start)
    }

    func nameHash(_ symbol: Symbol) -> UInt64 {
        symbol.isWellKnown ? wellKnown.hashes[Int(symbol.rawValue)] : names[symbol.localIndex].hash
    }

    func name(_ symbol: Symbol) -> String {
        guard !symbol.isWellKnown else { return String(decoding: WellKnownNames.bytes(symbol), as: UTF8.self) }
        let name = names[symbol.localIndex]
        if name.inPool {
            let start = Int(name.offset)
            return String(
                decoding: UnsafeBufferPointer(rebasing: pool.elements[start..<start + name.length]), as: UTF8.self)
        }
        return source[Int(name.offset)..<Int(name.offset) + name.length]
    }
}
