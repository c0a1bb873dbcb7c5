# The scan of a sweat patch.
scan-title = Scan a patch
scan-lead = Photograph the patch on the arm; what it shows becomes a sweat test of the right workout.
scan-photo = Take a photo of the patch
scan-photo-hint = 15 to 20 cm away, even light, all four black squares in the picture
scan-looking = Looking at it…
scan-again = Take another photo of the same patch
scan-failed = The photo could not be sent just now; it goes with the form.
scan-drawn = The photo, with what was found drawn over it
scan-sweat = Sweat in the patch
scan-chloride = Chloride
scan-at-least = at least { $amount }
scan-at-most = at most { $amount }
scan-another-patch = This photo shows another patch than the one before: it starts a test of its own.
scan-minutes = Minutes of sweating
scan-site = Where the patch sat
scan-temperature = Air temperature
scan-workout = Which workout
scan-another = another, not recorded
scan-session = The session
scan-sport = Sport
scan-duration = Duration
scan-start = Start (now, when empty)
scan-more = Humidity, skin under the patch, body mass
scan-humidity = Humidity (50 %, when empty)
scan-inlet = Skin that sweats into it (as the patch says, when empty)
scan-mass-before = Mass before
scan-mass-after = Mass after
scan-keep = Keep it as a sweat test
scan-busy = Working it out…
scan-not-kept = Not kept yet
scan-mend = Everything you typed is still here. Fix what is marked below.
scan-whose = Whose patch is next?
scan-round = One phone goes round: { $squad }
scan-kept = { $name }: the test is kept.
scan-see = See it
scan-tests = { $tests ->
    [0] no test yet
    [one] 1 test
   *[other] { $tests } tests
}

# Why a photo, or a part of it, is not read, and what to do.
refusal-not_a_photo = This is not a photo that can be read: send a JPEG, PNG or HEIC.
refusal-heic = This kind of HEIC or AVIF cannot be read: set the camera to “most compatible”, or send a JPEG.
refusal-animated = Moving pictures cannot be read: send one JPEG, PNG or HEIC.
refusal-damaged = The photo is damaged or not complete: send it again.
refusal-print_colours = Photos in print colours (CMYK) cannot be read: send the photo as the camera made it.
refusal-too_large = The photo is larger than 64 megapixels: send a smaller one.
refusal-too_small = The photo is too small: send it in full size.
refusal-no_patch = I see no patch: fill the picture with it.
refusal-unknown_layout = This kind of patch is not known here: add its layout file.
refusal-mirrored_image = The photo is mirrored: take it with the camera on the back.
refusal-several_patches = There is more than one patch: photograph one at a time.
refusal-too_blurred = The photo is blurred: hold still, tap to focus, 15 to 20 cm away.
refusal-patch_too_small = The patch is too small in the photo: go closer, until it fills the picture.
refusal-too_dark = It is too dark: turn towards the light or switch on a lamp.
refusal-overexposed = It is too bright: go out of the direct light, or tap on the patch.
refusal-fiducial_hidden = A corner of the patch is covered: show all four black squares.
refusal-patch_deformed = The patch is wrinkled: press it flat and take the photo along the arm.
refusal-front_ambiguous = The end of the orange line is not clear (a drop, a shadow?): wipe the patch dry and try again.
refusal-front_hidden = Something covers the end of the orange line: take the hand or the sleeve away.
refusal-glare_over_front = A reflection lies on the orange line: tilt the phone.
refusal-channel_unreadable = The channel cannot be made out (a reflection, a shadow?): tilt the phone, use even light.
refusal-not_filled = There is too little sweat to see where the orange line ends: sweat on and try again later.
refusal-assay_not_filled = The chloride chamber is not full yet: sweat on and try again later.
refusal-glare_over_assay = A reflection lies on the chloride chamber: tilt the phone.
refusal-assay_hidden = Something covers the chloride chamber: take the hand or the sleeve away.
refusal-glare_over_chips = A reflection lies on the colour squares: tilt the phone.
refusal-colour_reference_unreliable = The light is mixed or coloured: go where it is even.
refusal-assay_colour_off_curve = The colour of the chamber does not belong to this kind of patch: check its lot and age.
# Which corner of the patch is covered, in the photo as it is looked at.
scan-not-seen = Not seen in the photo: { $corners }.
corner-right = right
corner-bottom_right = bottom right
corner-bottom = bottom
corner-bottom_left = bottom left
corner-left = left
corner-top_left = top left
corner-top = top
corner-top_right = top right
scan-ask = Hold the four squares in view.
