/* A second file of the program that includes the header: nothing is defined twice. */

#include <liveberth.h>

uint32_t abi_version_of_the_header(void);

uint32_t abi_version_of_the_header(void)
{
    return LIVEBERTH_ABI_VERSION;
}
