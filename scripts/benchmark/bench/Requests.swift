#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Starts `mn sim serve`, asks it for its models over one connection kept open, one request after the other and
/// then sixteen at a time, and prints how many a second it answers.
func printRequestTimes() {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let words = ([mn, "sim", "serve"] as [String]).map { strdup($0) } + [nil]
    var pid: pid_t = 0
    precondition(posix_spawn(&pid, mn, &actions, nil, words, environ) == 0)
    close(ends[1])
    var url: [UInt8] = []
    var byte: UInt8 = 0
    while read(ends[0], &byte, 1) == 1, byte != UInt8(ascii: "\n") { url.append(byte) }
    guard
        let port = String(decoding: url, as: UTF8.self).split(separator: ":").last.flatMap({
            UInt16($0)
        })
    else {
        preconditionFailure("mn sim serve told no URL")
    }
    let request = Array("GET /models HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
    print("Requests to mn sim serve over one connection on the loopback:")
    for batch in [1, 16] {
        let socket = connection(to: port)
        let rounds = 20_000 / batch
        let time = ContinuousClock().measure {
            for _ in 0..<rounds { exchange(socket, request, batch) }
        }
        close(socket)
        print("  \(perSecond(rounds * batch, time)) a second, \(batch) at a time")
    }
    kill(pid, SIGTERM)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    precondition(status == 0, "mn sim serve ended with \(status)")
}

private func connection(to port: UInt16) -> Int32 {
    #if canImport(Glibc)
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
    let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    precondition(result == 0, "nobody listens at \(port)")
    return descriptor
}

/// Sends a request so many times and reads until as many answers have come; each ends with the empty list.
private func exchange(_ socket: Int32, _ request: [UInt8], _ count: Int) {
    let bytes = [[UInt8]](repeating: request, count: count).flatMap(\.self)
    precondition(write(socket, bytes, bytes.count) == bytes.count)
    var answers = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while answers < count {
        let length = read(socket, &buffer, buffer.count)
        precondition(length > 0, "the server ended the connection")
        answers += buffer[..<length].count { $0 == UInt8(ascii: "[") }
    }
}
