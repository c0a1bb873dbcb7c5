//! Quantities of bodies and their movement: mass, volume, length, speed, power, heat, sweat.

quantity! {
    /// Mass of a body or of water, kg. Nutrients have types of their own ([`Sodium`](crate::Sodium), …).
    Mass, "mass", like "70.4 kg or 155.2 lb" {
        from_kg / as_kg: "kg" = 1.0, (Metric from 1.0 . 1); "kgs" "㎏" "kilo" "kilos" "kilogram" "kilograms" "quilo" "quilos" "quilograma" "quilogramas" "kilogramo" "kilogramos" "kilogramm"
        from_lb / as_lb: "lb" = 0.453_592_37, (UsCustomary from 0.453 . 1) (Imperial from 0.453 . 1); "lbs" "pound" "pounds" "libra" "libras" "#"
        from_st / as_st: "st" = 6.350_293_18; "stone" "stones"
        from_g / as_g: "g" = 0.001, (Metric . 0); "gr" "gram" "grams" "gramme" "grammes" "grama" "gramas" "gramo" "gramos" "gramm"
        from_oz / as_oz: "oz" = 0.028_349_523_125, (UsCustomary . 1) (Imperial . 1); "ounce" "ounces"
    }
}

quantity! {
    /// Volume of a fluid, L.
    Volume, "volume", like "0.5 L or 16.9 fl oz" {
        from_l / as_l: "L" = 1.0, (Metric from 1.0 . 2); "l" "ℓ" "ltr" "litre" "litres" "liter" "liters" "litro" "litros" "litri"
        from_ml / as_ml: "mL" = 0.001, (Metric . 0) (Metric from 0.0005 . 0); "ml" "㎖" "cc" "mililitro" "mililitros" "millilitre" "millilitres" "milliliter" "milliliters"
        from_cl / as_cl: "cL" = 0.01; "cl" "centilitre" "centilitres"
        from_dl / as_dl: "dL" = 0.1; "dl" "decilitre" "decilitres"
        from_ul / as_ul: "µL" = 1e-6, (Metric from 1e-9 . 1) (UsCustomary from 1e-9 . 1) (Imperial from 1e-9 . 1); "ul" "μl" "µl" "microlitre" "microlitres" "microliter" "microliters"
        from_us_fl_oz / as_us_fl_oz: "fl oz" = 0.029_573_529_562_5, (UsCustomary . 1) (UsCustomary from 0.0005 . 1); "us fl oz" "floz" "fl. oz." "fl. oz" "fluid ounce" "fluid ounces" "oz" "ounce" "ounces"
        from_imperial_fl_oz / as_imperial_fl_oz: "fl oz" = 0.028_413_062_5, (Imperial . 1) (Imperial from 0.0005 . 1), only Imperial; "imp fl oz" "imperial fl oz" "uk fl oz" "floz" "fl. oz." "fl. oz" "fluid ounce" "fluid ounces" "oz" "ounce" "ounces"
        from_us_cups / as_us_cups: "cup" = 0.236_588_236_5; "cups"
        from_us_pints / as_us_pints: "pint" = 0.473_176_473; "pints" "pt" "us pint" "us pints"
        from_imperial_pints / as_imperial_pints: "pint" = 0.568_261_25, only Imperial; "pints" "pt" "imp pint" "imperial pint" "imperial pints" "uk pint" "uk pints"
        from_us_quarts / as_us_quarts: "quart" = 0.946_352_946; "quarts" "qt"
        from_us_gallons / as_us_gallons: "gallon" = 3.785_411_784; "gallons" "gal"
        from_imperial_gallons / as_imperial_gallons: "gallon" = 4.546_09, only Imperial; "gallons" "gal" "imperial gallon" "imperial gallons"
        from_us_tablespoons / as_us_tablespoons: "tbsp" = 0.014_786_764_781_25; "tablespoon" "tablespoons"
        from_us_teaspoons / as_us_teaspoons: "tsp" = 0.004_928_921_593_75; "teaspoon" "teaspoons"
    }
}

quantity! {
    /// Volume in a time, L/h: sweating and drinking rates, oxygen uptake.
    VolumeRate, "rate", like "1.2 L/h or 40 fl oz/h" {
        from_l_per_h / as_l_per_h: "L/h" = 1.0, (Metric . 2); "l/h" "l/hr" "l/hour" "lph" "litres/hour" "liters/hour" "l per hour" "l per h" "litres per hour" "liters per hour"
        from_ml_per_h / as_ml_per_h: "mL/h" = 0.001; "ml/h" "ml/hr" "ml/hour" "ml per hour" "ml per h"
        from_ml_per_min / as_ml_per_min: "mL/min" = 0.06; "ml/min" "ml per min" "ml per minute"
        from_l_per_min / as_l_per_min: "L/min" = 60.0; "l/min" "l per min" "l per minute"
        from_us_fl_oz_per_h / as_us_fl_oz_per_h: "fl oz/h" = 0.029_573_529_562_5, (UsCustomary . 1) (UsCustomary from 0.0005 . 1); "floz/h" "oz/h" "oz/hr" "fl oz/hr" "fl oz/hour" "fl oz per hour" "oz per hour"
        from_imperial_fl_oz_per_h / as_imperial_fl_oz_per_h: "fl oz/h" = 0.028_413_062_5, (Imperial . 1) (Imperial from 0.0005 . 1), only Imperial; "imp fl oz/h" "floz/h" "oz/h" "oz/hr" "fl oz/hr" "fl oz/hour" "fl oz per hour" "oz per hour"
    }
}

quantity! {
    /// Length, distance or height, m.
    Length, "length", like "1.75 m, 5 ft 9 in or 10 km" {
        from_m / as_m: "m" = 1.0, (Metric from 10.0 . 0) (Imperial from 1e9 . 0); "metre" "metres" "meter" "meters" "metro" "metros"
        from_km / as_km: "km" = 1000.0, (Metric from 1e3 . 2); "quilómetro" "quilómetros" "quilômetro" "quilômetros" "quilometro" "quilometros" "kilómetro" "kilómetros" "kilometro" "kilometros" "kilometre" "kilometres" "kilometer" "kilometers" "kms" "㎞"
        from_cm / as_cm: "cm" = 0.01, (Metric . 0); "centimetre" "centimetres" "centimeter" "centimeters"
        from_mm / as_mm: "mm" = 0.001; "millimetre" "millimetres" "millimeter" "millimeters"
        from_miles / as_miles: "mi" = 1609.344, (UsCustomary from 800.0 . 2) (Imperial from 800.0 . 2); "mile" "miles" "milha" "milhas" "milla" "millas"
        from_yards / as_yards: "yd" = 0.9144; "yard" "yards" "yds"
        from_feet / as_feet: "ft" = 0.3048, (UsCustomary from 3.0 . 0) (Imperial from 3.0 . 0); "foot" "feet" "'"
        from_inches / as_inches: "in" = 0.0254, (UsCustomary . 1) (Imperial . 1); "inch" "inches" "\""
    }
}

quantity! {
    /// Speed over ground, m/s. Also read as a pace (`5:00 /km`, `8:00 /mi`).
    Speed, "speed", like "12 km/h, 7.5 mph or 5:00 /km" {
        from_m_per_s / as_m_per_s: "m/s" = 1.0; "mps" "m per s" "metres/second"
        from_km_per_h / as_km_per_h: "km/h" = 0.277_777_777_777_777_8, (Metric . 1); "kmh" "kph" "kmph" "km per hour" "km/hr"
        from_mph / as_mph: "mph" = 0.447_04, (UsCustomary . 1) (Imperial . 1); "mi/h" "miles/hour" "miles per hour"
    }
}

quantity! {
    /// Surface area, m².
    Area, "area", like "1.84 m² or 2.5 cm²" {
        from_m2 / as_m2: "m²" = 1.0, (Metric from 0.01 . 2) (UsCustomary from 0.01 . 2) (Imperial from 0.01 . 2); "m2" "sqm" "m^2"
        from_cm2 / as_cm2: "cm²" = 1e-4, (Metric . 2) (UsCustomary . 2) (Imperial . 2); "cm2" "cm^2"
        from_mm2 / as_mm2: "mm²" = 1e-6; "mm2" "mm^2"
    }
}

quantity! {
    /// Local (regional) sweating rate, mg·cm⁻²·min⁻¹, numerically also µL·cm⁻²·min⁻¹.
    LocalSweatingRate, "local sweating rate", like "1.2 mg/cm²/min" {
        from_mg_per_cm2_min / as_mg_per_cm2_min: "mg/cm²/min" = 1.0, (Metric . 2) (UsCustomary . 2) (Imperial . 2); "mg/cm2/min" "mg·cm⁻²·min⁻¹" "ul/cm2/min" "µl/cm²/min"
        from_g_per_m2_h / as_g_per_m2_h: "g/m²/h" = 0.001_666_666_666_666_666_7; "g/m2/h" "g·m⁻²·h⁻¹"
    }
}

quantity! {
    /// Power, W: metabolic rate of a person, mechanical power on the pedals.
    Power, "power", like "200 W" {
        from_watts / as_watts: "W" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "w" "watt" "watts"
        from_kilowatts / as_kilowatts: "kW" = 1000.0; "kw" "kilowatt" "kilowatts"
        from_kcal_per_h / as_kcal_per_h: "kcal/h" = 1.162_222_222_222_222_2; "kcal/hr" "kcal/hour"
    }
}

quantity! {
    /// Heat flow per body surface, W/m².
    HeatFlux, "heat flux", like "300 W/m²" {
        from_w_per_m2 / as_w_per_m2: "W/m²" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "w/m2" "w·m⁻²" "w/m^2"
    }
}

quantity! {
    /// Energy, kJ.
    Energy, "energy", like "600 kcal" {
        from_kj / as_kj: "kJ" = 1.0, (Metric from 1e12 . 0); "kj" "kilojoule" "kilojoules"
        from_kcal / as_kcal: "kcal" = 4.184, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "cal" "calories" "kilocalories"
        from_joules / as_joules: "J" = 0.001; "joule" "joules"
    }
}

quantity! {
    /// A rate of beats or steps, per minute.
    Frequency, "rate per minute", like "150 bpm" {
        from_per_min / as_per_min: "/min" = 1.0, (Metric . 0) (UsCustomary . 0) (Imperial . 0); "bpm" "spm" "rpm" "per min" "beats/min" "1/min"
    }
}

additive!(Mass Volume VolumeRate Length Speed Area LocalSweatingRate Power HeatFlux Energy Frequency);
