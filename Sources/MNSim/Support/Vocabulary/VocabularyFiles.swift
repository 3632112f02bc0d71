/// The words of texts that are public anyway, which ship inside the binary: one a line, sorted, in small
/// letters.
package enum VocabularyFiles {
    package static var words: String { EmbeddedFiles.all["words.txt"] ?? "" }
}
