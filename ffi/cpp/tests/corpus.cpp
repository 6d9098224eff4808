// Replays the shared corpus, in the form of records that ffi/tests/c/corpus.c describes.

#include <array>
#include <fstream>
#include <map>
#include <string>

#include "harness.hpp"

namespace {

using Check = std::string (*)(std::string_view, std::optional<std::string_view>);

const std::map<std::string, Check> calls = {
    {"configuration", liveberth::check_runtime_configuration},
    {"create", liveberth::check_create_request},
    {"replace", liveberth::check_replace_request},
};

std::string read_text(std::istream& file, std::size_t length)
{
    std::string text(length, '\0');
    file.read(text.data(), static_cast<std::streamsize>(length));
    return text;
}

} // namespace

void replay_corpus(const char* path)
{
    std::ifstream file(path, std::ios::binary);
    std::string call;
    std::array<std::size_t, 3> lengths{};
    long documents = 0;
    while (file >> call >> lengths[0] >> lengths[1] >> lengths[2]) {
        file.ignore();
        const std::string document = read_text(file, lengths[0]);
        const std::string limits = read_text(file, lengths[1]);
        const std::string wanted = read_text(file, lengths[2]);
        const auto given = limits.empty() ? std::nullopt : std::make_optional(limits);
        check(calls.at(call)(document, given) == wanted, document);
        documents++;
    }
    check(file.eof() && documents > 100, "the corpus is read to its end");
    std::cout << documents << " documents\n";
}
