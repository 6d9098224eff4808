/* The header needs no other one before it and may be included twice, by each of several files.
 * Compiled as C and as C++, together with twice.c. */

#include <liveberth.h>
#include <liveberth.h>

uint32_t abi_version_of_the_header(void);

int main(void)
{
    return liveberth_abi_version() == abi_version_of_the_header() ? 0 : 1;
}
