#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

/// What a command has written so far; of each output the first bytes are kept and the rest dropped.
struct CommandOutput: ~Copyable {
    /// What is kept of standard output and of standard error.
    private(set) var kept: [[UInt8]] = [[], []]
    /// Whether more came than was kept, or was still coming when nobody read on.
    var isTruncated = false
    private let limit: Int
    /// Takes each line of standard output as it comes.
    private let lines: (@Sendable (String) -> Void)?
    /// Takes each piece of either output as it comes.
    private let pieces: (@Sendable (ProgramOutput, [UInt8]) -> Void)?
    /// What has come of a line that has not ended.
    private var line: [UInt8] = []
    /// The reading ends; `poll` passes over those set to -1.
    private var ends: [pollfd]
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    /// Reads from two descriptors that somebody else keeps open and closes.
    init(
        _ standardOutput: Int32, _ standardError: Int32, limit: Int,
        lines: (@Sendable (String) -> Void)? = nil,
        pieces: (@Sendable (ProgramOutput, [UInt8]) -> Void)? = nil
    ) {
        self.limit = limit
        self.lines = lines
        self.pieces = pieces
        ends = [standardOutput, standardError].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
    }

    /// Whether anybody can still write.
    var isOpen: Bool { ends.contains { $0.fd >= 0 } }

    /// Waits for the next bytes or the end of an output; false if neither comes in time.
    mutating func receive(within limit: Duration) -> Bool {
        let milliseconds = Int32(clamping: Seconds(max(.zero, limit)).milliseconds + 1)
        let ready = unsafe poll(&ends, nfds_t(ends.count), milliseconds)
        guard ready > 0 else { return ready < 0 }
        for index in ends.indices where ends[index].revents != 0 { readOnce(index) }
        return true
    }

    private mutating func readOnce(_ index: Int) {
        let count = unsafe read(ends[index].fd, &buffer, buffer.count)
        if count > 0 {
            let room = limit - kept[index].count
            kept[index] += buffer.prefix(min(count, room))
            if count > room { isTruncated = true }
            pieces?(index == 0 ? .standard : .error, Array(buffer.prefix(count)))
            if index == 0, let lines { report(buffer.prefix(count), to: lines) }
        } else if count == 0 || errno != EINTR {
            ends[index].fd = -1
        }
    }

    private mutating func report(
        _ bytes: ArraySlice<UInt8>, to lines: @Sendable (String) -> Void
    ) {
        // A program that ends no line must not fill the memory.
        line += bytes.prefix(max(0, limit - line.count))
        while let end = line.firstIndex(of: UInt8(ascii: "\n")) {
            lines(String(decoding: line[..<end], as: UTF8.self))
            line.removeSubrange(...end)
        }
    }
}
