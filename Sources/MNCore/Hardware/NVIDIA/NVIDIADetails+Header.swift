extension NVIDIADetails {
    /// The first lines of the table that the bare program prints, for where `-q -x` does not tell.
    struct Header: Sendable {
        var cuda: Fact<DottedVersion>
        var driver: Driver?

        static func read(_ program: String, _ inquiry: Inquiry) async -> Header {
            let access = Access.command([program])
            switch await inquiry.command([program]) {
            case .absent: return Header(cuda: .unknown([Gap(access, .absent)]))
            case .gap(let gap): return Header(cuda: .unknown([gap]))
            case .known(let result):
                let text = TextLines(result.standardOutput)
                var header = Header(
                    cuda: .unknown([Gap(access, .unreadable("its header names no CUDA"))]))
                guard text.isWhole else { return header }
                // "CUDA Version: 12.7", from 610 on "CUDA UMD Version: 13.3" (hardware.md §3.2).
                if let word = version(after: ["CUDA Version:", "CUDA UMD Version:"], text),
                    let version = DottedVersion(word)
                {
                    header.cuda = .known(version, [Evidence(access, "header", quote: word)])
                }
                if let word = version(after: ["Driver Version:", "KMD Version:"], text) {
                    header.driver = Driver(
                        text: word, evidence: Evidence(access, "header", quote: word))
                }
                return header
            }
        }

        /// The first version that stands behind one of the marks.
        private static func version(after marks: [String], _ text: TextLines) -> String? {
            for line in text.lines {
                for mark in marks {
                    guard let range = line.firstRange(of: mark) else { continue }
                    let word = line[range.upperBound...].trimmed.prefix { $0 != " " }
                    if DottedVersion(word) != nil { return String(word) }
                }
            }
            return nil
        }
    }
}
