import FoundationEssentials

@testable import mn

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A folder that goes away with this value, and short ways to put things into it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mn-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a name in the folder.
    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ name: String, _ bytes: some Sequence<UInt8>, mode: mode_t = 0o644) throws -> String
    {
        let path = self(name)
        // No program may be started meanwhile: its copy of the descriptor would keep the file busy.
        try RunningCommands.start { _ throws(SystemFault) in
            let file = try OwnedDescriptor.opened(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
            try file.writeAll(Array(bytes))
            guard fchmod(file.number, mode) == 0 else { throw SystemFault("fchmod") }
        }
        return path
    }

    /// Writes a program of `sh` lines and returns its path.
    @discardableResult
    func program(_ name: String, _ lines: String) throws -> String {
        try write(name, "#!/bin/sh\n\(lines)\n".utf8, mode: 0o755)
    }

    /// Makes a file longer without writing to it, so that the disk holds none of the new bytes.
    func grow(_ name: String, to size: Int) throws(SystemFault) {
        guard unsafe truncate(self(name), off_t(size)) == 0 else { throw SystemFault("truncate") }
    }

    /// The text of a file, or nil if it cannot be read.
    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: self(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The names in the folder, sorted.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }
}
