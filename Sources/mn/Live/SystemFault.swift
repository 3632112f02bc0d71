#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A C call that failed: which one, and the system's error number.
struct SystemFault: Error, Hashable, Sendable {
    let call: String
    let code: Int32

    /// Takes the error number of the call just made, unless it is given.
    init(_ call: String, code: Int32 = errno) {
        self.call = call
        self.code = code
    }
}

extension SystemFault: CustomStringConvertible {
    /// The call and the system's words: `open: Input/output error`.
    var description: String { "\(call): \(unsafe String(cString: strerror(code)))" }
}
