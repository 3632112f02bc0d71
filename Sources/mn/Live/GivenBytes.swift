#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What this process was given, byte by byte, so that a program gets as it is what is no text in UTF-8.
struct GivenBytes {
    private let arguments = ProcessArguments.given()
    private let variables = ProcessArguments.entries()

    /// The last words of the command line, if these are they.
    func words(_ words: [String]) -> [[UInt8]] {
        let last = Array(arguments.suffix(words.count))
        return ProcessArguments.decode(last).0 == words ? last : words.map { Array($0.utf8) }
    }

    /// `NAME=value` of each variable, sorted.
    func entries(_ values: [String: String]) -> [[UInt8]] {
        var given: [String: [UInt8]] = [:]
        for entry in variables {
            for (name, value) in ProcessArguments.environment([entry])
            where values[name] == value && given[name] == nil {
                given[name] = entry
            }
        }
        return values.sorted { $0.key < $1.key }.map { name, value in
            given[name] ?? Array("\(name)=\(value)".utf8)
        }
    }

    /// The working folder, if this is it.
    func directory(_ path: String) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let isFound = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe getcwd(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
                != nil
        }
        let here = Array(buffer.prefix { $0 != 0 })
        return isFound && String(decoding: here, as: UTF8.self) == path ? here : Array(path.utf8)
    }
}
