#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@testable import mn

extension TemporaryFolder {
    /// Makes a file longer without writing to it, so that the disk holds none of the new bytes.
    func grow(_ name: String, to size: Int) throws(SystemFault) {
        guard unsafe truncate(self(name), off_t(size)) == 0 else { throw SystemFault("truncate") }
    }
}
