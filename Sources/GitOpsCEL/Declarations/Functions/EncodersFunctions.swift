/// `base64.decode` and `base64.encode`.
package enum EncodersFunction: UInt8, LibraryFunction {
    case base64Decode, base64Encode

    package static var library: Library { .encoders }
}
