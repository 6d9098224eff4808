// The tests of liveberth.hpp, which is in each of their units.

#include "harness.hpp"

int main(int argument_count, char** arguments)
{
    if (argument_count != 2) {
        std::cerr << "usage: main CORPUS\n";
        return 2;
    }
    replay_corpus(arguments[1]);
    live();
    live_typed();
    make_mistakes();
    return failed_checks == 0 ? 0 : 1;
}
